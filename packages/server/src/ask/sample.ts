import type { Binder } from './statement.ts';

/** Rows that the engine reads or leaves together. */
const GRANULE = 8192;

/**
 * The condition that leaves about `wanted` of `total` rows, from all over the table; `undefined` when all may stay.
 *
 * Every n-th granule of each part: of those left out nothing else is read, and one part lies in the order of time.
 */
export function sampledRows(bind: Binder, total: number, wanted: number): string | undefined {
  const every = Math.ceil(total / wanted);
  if (every <= 1) return undefined;
  return `(intDiv(_part_offset, ${GRANULE}) + _part_index) % ${bind('UInt32', every)} = 0`;
}
