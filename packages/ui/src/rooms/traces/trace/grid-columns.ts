/** Widths of the two columns in pixels; `stacked` puts the bar below the name, as on a phone. */
export interface Columns {
  readonly name: number;
  readonly time: number;
  readonly stacked: boolean;
}

/** Room left and right of the bars where they stand below the names, pixels. */
const STACKED_MARGIN = 12;
/** Room right of the bars beside the names, so that the last label does not touch the edge. */
const MARGIN = 16;

/** Divides the width of the grid: a third for the names, within what a name needs and is worth. */
export function columnsOf(width: number, stacked: boolean): Columns {
  if (stacked) return { name: width, time: Math.max(0, width - 2 * STACKED_MARGIN), stacked };
  const name = Math.round(Math.min(440, Math.max(200, width * 0.34)));
  return { name, time: Math.max(0, width - name - MARGIN), stacked };
}
