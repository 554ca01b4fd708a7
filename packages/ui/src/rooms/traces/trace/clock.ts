import type { Spans } from './columns.ts';
import { TOLERANCE } from './critical-path.ts';
import type { SpanTree } from './span-tree.ts';

/**
 * Marks spans whose times cannot be right beside their parent's, though both were measured: two machines, two clocks.
 *
 * A child in another service is suspect when it starts before its parent by more than {@link TOLERANCE}, or ends after
 * it although it is short enough to fit inside. One that is longer than its parent is no matter of clocks (the caller
 * gave up), and a consumer of a message may run as late as it likes.
 */
export function findClockSuspects(spans: Spans, tree: SpanTree): Uint8Array {
  const suspect = new Uint8Array(spans.count);
  for (let i = 0; i < spans.count; i++) {
    const parent = tree.parent[i]!;
    if (parent === -1 || spans.service[i] === spans.service[parent]) continue;
    const startsBefore = spans.start[parent]! - spans.start[i]! > TOLERANCE;
    const endsAfter = spans.end[i]! - spans.end[parent]! > TOLERANCE && spans.kind[i] !== 'consumer';
    const fits = spans.end[i]! - spans.start[i]! <= spans.end[parent]! - spans.start[parent]!;
    if (startsBefore || (endsAfter && fits)) suspect[i] = 1;
  }
  return suspect;
}

/**
 * How far each span would have to be moved for its times to fit, nanoseconds; 0 for most.
 *
 * The method of Jaeger's clock skew adjuster: a child on a suspect clock is moved into the middle of its parent, as if
 * both ways of the network took equally long, and what runs on the same clock below it moves along. A guess, and shown
 * as one: the pages draw what was reported until the reader asks for this.
 */
export function guessClockShifts(spans: Spans, tree: SpanTree, suspect: Uint8Array): Float64Array {
  const shift = new Float64Array(spans.count);
  for (const span of tree.order) {
    const parent = tree.parent[span]!;
    if (parent === -1) continue;
    if (spans.service[span] === spans.service[parent]) shift[span] = shift[parent]!;
    else if (suspect[span] === 1 || shift[parent] !== 0) shift[span] = shiftInto(spans, parent, shift[parent]!, span);
  }
  return shift;
}

function shiftInto(spans: Spans, parent: number, parentShift: number, child: number): number {
  const open = spans.start[parent]! + parentShift;
  const room = spans.end[parent]! - spans.start[parent]! - (spans.end[child]! - spans.start[child]!);
  const early = open - spans.start[child]!;
  // A consumer, or what outlasts its parent, can only be too early.
  if (room < 0 || spans.kind[child] === 'consumer') return Math.max(0, early);
  const late = spans.end[child]! - (spans.end[parent]! + parentShift);
  return early > TOLERANCE || late > TOLERANCE ? early + room / 2 : 0;
}

/** The spans as they would lie with their clocks moved; the same positions, no longer all ordered by start. */
export function withShiftedClocks(spans: Spans, shift: Float64Array): Spans {
  const start = spans.start.map((at, span) => Math.max(0, at + shift[span]!));
  const end = spans.end.map((at, span) => at - spans.start[span]! + start[span]!);
  return { ...spans, start, end, duration: end.reduce((latest, at) => Math.max(latest, at), 0) };
}
