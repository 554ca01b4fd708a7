import { joinStretches, type PixelStretch } from './bar-label.ts';
import type { Trace } from './read-trace.ts';
import { positionIn, type TimeWindow } from './time-window.ts';

/** What is drawn in the time cell of a row, in pixels of it. */
export interface RowBars {
  /** From the first start to the last end, not clipped: it may reach out of the cell. */
  readonly left: number;
  readonly right: number;
  /** One for a span, those of its members for a group; only what can be seen. */
  readonly bars: readonly PixelStretch[];
  /** Where the critical path runs through the row, and through what is folded below it. */
  readonly critical: readonly PixelStretch[];
}

/** Thinnest bar that can still be seen, pixels. */
const THINNEST_BAR = 2;
const THINNEST_LINE = 1.5;

/** Computes the bars of one row; costs no more than the spans of a group or the stretches of the path below a folded row. */
export function barsOf(trace: Trace, node: number, folded: boolean, window: TimeWindow, cell: number): RowBars {
  const members = node < trace.spans.count ? [node] : trace.groups.list[node - trace.spans.count]!.members;
  const { start, end } = trace.spans;
  let last = -Infinity;
  for (const span of members) last = Math.max(last, end[span]!);
  const at = (instant: number): number => positionIn(window, instant);
  return {
    left: at(start[members[0]!]!) * cell,
    right: at(last) * cell,
    bars: joinStretches(
      members.map((span) => [at(start[span]!), at(end[span]!)]),
      cell,
      THINNEST_BAR,
    ),
    critical: joinStretches(
      criticalStretches(trace, node, folded).map((i) => [at(trace.path.from[i]!), at(trace.path.to[i]!)]),
      cell,
      THINNEST_LINE,
    ),
  };
}

/** Positions in the critical path that belong to a row, by time: its own, and while it is folded those below it. */
export function criticalStretches(trace: Trace, node: number, folded: boolean): readonly number[] {
  const { spans, groups, stretches, tree } = trace;
  if (node >= spans.count) return groups.list[node - spans.count]!.members.flatMap((span) => stretches.get(span) ?? []);
  if (!folded || tree.size[node] === 1) return stretches.get(node) ?? [];
  return below(trace, node);
}

function below({ spans, tree, path }: Trace, span: number): number[] {
  const first = tree.position[span]!;
  const after = first + tree.size[span]!;
  const found: number[] = [];
  // The path below a span lies inside its time.
  for (
    let i = firstEndingAfter(path.to, spans.start[span]!);
    i < path.span.length && path.from[i]! < spans.end[span]!;
    i++
  ) {
    const position = tree.position[path.span[i]!]!;
    if (position >= first && position < after) found.push(i);
  }
  return found;
}

function firstEndingAfter(ends: Float64Array, instant: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ends[middle]! <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Stretches as one SVG path of rectangles: a single element however many calls it stands for. */
export function rectanglesPath(stretches: readonly PixelStretch[], height: number): string {
  return stretches
    .map(({ x, width }) => `M${x.toFixed(1)} 0h${width.toFixed(1)}v${height}h${(-width).toFixed(1)}z`)
    .join('');
}
