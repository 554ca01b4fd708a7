/** A list as CSV, RFC 4180: a line of names, a line an item; lists and objects inside an item are JSON. */
export function toCsv(names: readonly string[], items: readonly object[]): string {
  const rows = items.map((item) => new Map<string, unknown>(Object.entries(item)));
  const lines = [names, ...rows.map((row) => names.map((name) => cell(row.get(name))))];
  return lines.map((line) => `${line.map(escaped).join(',')}\r\n`).join('');
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function escaped(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
