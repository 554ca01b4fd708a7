/** What could be typed next in a search: a key, or a value of one. Works on the text alone. */
import { formatQ, isSearchable } from '../../url/q.ts';

/** What the caret stands in. */
export interface Typed {
  readonly kind: 'key' | 'value';
  /** The key whose value is typed; empty for a key. */
  readonly key: string;
  /** What of it is there. */
  readonly text: string;
  /** The part of the search that a suggestion takes the place of. */
  readonly from: number;
  readonly to: number;
}

/** A key that may have an operator after it: `-http.route:`, `duration>=`. */
const TERM = /^(-?)([A-Za-z_][\w.\-/]*)(:|~|>=|<=|>|<)(.*)$/s;

/** Reads the term at the caret; null in a phrase, or where there is nothing to go on from. */
export function typedAt(q: string, caret: number): Typed | null {
  const start = termStart(q, caret);
  if (start === null) return null;
  const end = caret + (/^[^\s,]*/.exec(q.slice(caret))?.[0].length ?? 0);
  const term = TERM.exec(q.slice(start, caret));
  if (term === null) {
    const minus = q[start] === '-' ? 1 : 0;
    const text = q.slice(start + minus, caret);
    return text === '' || !isSearchable(text) ? null : { kind: 'key', key: '', text, from: start + minus, to: end };
  }
  const [, minus = '', key = '', operator = '', values = ''] = term;
  if (operator !== ':') return null;
  const last = values.slice(values.lastIndexOf(',') + 1);
  const from = start + minus.length + key.length + operator.length + values.length - last.length;
  return { kind: 'value', key, text: last.replaceAll('"', ''), from, to: end };
}

/** Where the term begins in which the caret stands; a space in quotes does not end one. */
function termStart(q: string, caret: number): number | null {
  let start = 0;
  let inQuotes = false;
  for (let at = 0; at < caret; at += 1) {
    if (q[at] === '"' && q[at - 1] !== '\\') inQuotes = !inQuotes;
    else if (!inQuotes && /\s/.test(q[at] ?? '')) start = at + 1;
  }
  // A phrase is somebody's own words; the value of a key may be one.
  return inQuotes && q[start] === '"' ? null : start;
}

/** The search with a suggestion in the place of what was typed, and where the caret stands then. */
export function withSuggestion(q: string, { kind, from, to }: Typed, chosen: string): { q: string; caret: number } {
  const text = kind === 'key' ? `${chosen}:` : `${valueText(chosen)} `;
  const rest = q.slice(to).replace(/^\s+/, '');
  return { q: q.slice(0, from) + text + rest, caret: from + text.length };
}

const RESOURCE = 'resource.';

/** How a search writes a key that the server has seen: one of the resource is found under its own prefix only. */
export function suggestedKey({ key, source }: { readonly key: string; readonly source: string }): string {
  return source === 'resource' ? RESOURCE + key : key;
}

/** What of a typed key the server looks for: it knows keys of the resource without their prefix. */
export function searchedKey(text: string): string {
  return text.toLowerCase().startsWith(RESOURCE) ? text.slice(RESOURCE.length) : text;
}

/** A value as a term writes it, quoted where it must be. */
function valueText(value: string): string {
  return formatQ([{ kind: 'key', not: false, key: 'k', operator: ':', values: [value] }]).slice(2);
}
