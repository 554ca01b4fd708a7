import { isRecord } from '../../is-record.ts';

/** Deeper fragments of fragments are left out. */
const MAX_DEPTH = 8;

/**
 * The text of a query from its template: `$1`, `$2` … for values, fragments and names put in, `?` for what helpers build of lists and
 * objects. Undefined where the text comes from elsewhere, such as a file.
 */
export function statementOf(query: unknown): string | undefined {
  let parameters = 0;
  const textOf = (fragment: unknown, depth: number): string | undefined => {
    if (!isRecord(fragment) || !Array.isArray(fragment['strings']) || depth > MAX_DEPTH) return undefined;
    const strings: unknown[] = fragment['strings'];
    const given: unknown[] = Array.isArray(fragment['args']) ? fragment['args'] : [];
    if (typeof strings[0] !== 'string') return undefined;
    let text = strings[0];
    for (let at = 1; at < strings.length; at += 1) text += pieceOf(given[at - 1], depth) + String(strings[at]);
    return text;
  };
  const pieceOf = (value: unknown, depth: number): string => {
    if (isRecord(value)) {
      const fragment = textOf(value, depth + 1);
      if (fragment !== undefined) return fragment;
      // A name, which the library has quoted; a helper over lists and objects.
      if (typeof value['value'] === 'string' && !('type' in value)) return value['value'];
      if ('first' in value && 'rest' in value) return '?';
    }
    return `$${(parameters += 1)}`;
  };
  return textOf(query, 0);
}
