/** Where the text of a bar stands. `x` is the left edge of the text, pixels from the left edge of the cell. */
export interface LabelPlace {
  readonly side: 'right' | 'left' | 'inside';
  readonly x: number;
}

/** Room between a bar and its text, pixels. */
const GAP = 6;

/**
 * Puts the text right of its bar where it fits, else left, else inside at the right end of what can be seen of the bar.
 *
 * @param left left edge of the bar in the cell, pixels; may lie outside of it while zoomed in.
 */
export function placeLabel(left: number, right: number, text: number, cell: number): LabelPlace {
  if (right < 0) return { side: 'right', x: GAP };
  if (left > cell) return { side: 'left', x: Math.max(0, cell - GAP - text) };
  if (right + GAP + text <= cell) return { side: 'right', x: right + GAP };
  if (left - GAP - text >= 0) return { side: 'left', x: left - GAP - text };
  return { side: 'inside', x: Math.max(0, Math.min(right, cell) - GAP - text) };
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
