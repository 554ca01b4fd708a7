/** Lines over time as comma-separated text (RFC 4180): a row a moment, a column a line. */
import type { LineOfChart } from '../../parts/chart/chart-model.ts';
import { gridOf } from '../../parts/chart/chart-model.ts';

export function csvOf(lines: readonly LineOfChart[]): string {
  const { timesMs, columns } = gridOf(lines, 0, Number.POSITIVE_INFINITY);
  const rows = timesMs.map((time, at) => [
    new Date(time).toISOString(),
    ...columns.map((column) => String(column[at] ?? '')),
  ]);
  return [['time', ...lines.map(({ key }) => key)], ...rows].map((row) => `${row.map(cellOf).join(',')}\r\n`).join('');
}

/** Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers. */
function cellOf(text: string): string {
  const isNumber = text !== '' && Number.isFinite(Number(text));
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a text to the reader as a file. */
export function download(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
