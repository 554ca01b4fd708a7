/** What of a line's body a row shows. */

/** A row is read across; the whole text stands in the opened line. */
const LONGEST_CUT = 600;
const LONGEST_WRAPPED = 4000;

/** The text of a row: on one line where rows are cut, and never longer than anybody reads in a list. */
export function rowText(body: string, wraps: boolean): string {
  if (wraps) return shortened(body, LONGEST_WRAPPED);
  return shortened(body, LONGEST_CUT).replaceAll(/\s*\r?\n\s*/g, ' ↵ ');
}

function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text;
  // Not between the halves of one character.
  return `${text.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
