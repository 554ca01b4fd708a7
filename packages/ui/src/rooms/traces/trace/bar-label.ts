/** Where the text of a bar stands. */
export interface LabelPlace {
  readonly side: 'right' | 'left' | 'inside';
  /** The edge of the cell that `offset` counts from: the text grows away from its bar, whatever its width turns out to be. */
  readonly edge: 'start' | 'end';
  /** Pixels. */
  readonly offset: number;
  /** Where the bar is when it cannot be seen at all. */
  readonly beyond?: 'start' | 'end';
}

/** Room between a bar and its text, pixels. */
const GAP = 6;
/** Room between the end of a bar and a text inside of it, pixels. */
const INSET = 3;

/**
 * Puts the text right of its bar where it fits, else left, else inside at the right end of what can be seen of the bar.
 *
 * @param left left edge of the bar in the cell, pixels; may lie outside of it while zoomed in.
 * @param text width of the text in pixels; a guess is enough, a little too much does no harm.
 */
export function placeLabel(left: number, right: number, text: number, cell: number): LabelPlace {
  if (right < 0) return { side: 'right', edge: 'start', offset: GAP, beyond: 'start' };
  if (left > cell) return { side: 'left', edge: 'end', offset: GAP, beyond: 'end' };
  if (right + GAP + text <= cell) return { side: 'right', edge: 'start', offset: right + GAP };
  if (left - GAP - text >= 0) return { side: 'left', edge: 'end', offset: cell - left + GAP };
  return { side: 'inside', edge: 'end', offset: Math.max(0, cell - right) + INSET };
}

/** Stretches on one line as pixels of it. */
export interface PixelStretch {
  readonly x: number;
  readonly width: number;
}

/**
 * Brings stretches of time onto a line of `cell` pixels: what lies outside is left out, what is thinner than `thinnest`
 * is widened to it, and what then touches becomes one, so that thousands of calls cost no more than the line has pixels.
 *
 * @param stretches ordered by their start; positions as a part of the line, 0 to 1 inside of it.
 */
export function joinStretches(
  stretches: Iterable<readonly [from: number, to: number]>,
  cell: number,
  thinnest: number,
): PixelStretch[] {
  const joined: { x: number; width: number }[] = [];
  for (const [from, to] of stretches) {
    if (to < 0 || from > 1) continue;
    const x = Math.max(0, from) * cell;
    const end = Math.max(Math.min(1, to) * cell, x + thinnest);
    const last = joined.at(-1);
    if (last && x <= last.x + last.width + 0.5) last.width = Math.max(last.width, end - last.x);
    else joined.push({ x, width: end - x });
  }
  return joined;
}
