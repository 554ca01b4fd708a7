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
