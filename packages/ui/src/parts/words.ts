/** Words of a search, and where they stand in a text. */

/** The words of a search, lower case; none for a blank one. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

/** A text cut where words of a search stand in it, whatever the case. */
export interface TextPiece {
  readonly text: string;
  readonly isHit: boolean;
}

/** Cuts a text into pieces inside and outside of the words; overlapping words make one piece. */
export function piecesOf(text: string, words: readonly string[]): TextPiece[] {
  const lower = text.toLowerCase();
  // Lower case may be longer (İ): then positions do not fit, and a text without marks is better than wrong ones.
  if (words.length === 0 || lower.length !== text.length) return [{ text, isHit: false }];
  const hit = new Uint8Array(text.length);
  for (const word of words) {
    for (let at = lower.indexOf(word); at !== -1; at = lower.indexOf(word, at + 1)) hit.fill(1, at, at + word.length);
  }
  const pieces: TextPiece[] = [];
  for (let from = 0; from < text.length;) {
    let to = from;
    while (to < text.length && hit[to] === hit[from]) to++;
    pieces.push({ text: text.slice(from, to), isHit: hit[from] === 1 });
    from = to;
  }
  return pieces;
}
