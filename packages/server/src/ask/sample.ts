import type { Binder } from './statement.ts';

/** Rows of a table that stand for all of them. */
export interface Sample {
  /** What a row must fulfil to be one of them. */
  readonly conditions: readonly string[];
  /** Which share of the rows they are, above 0 and at most 1. */
  readonly share: number;
}

/** Rows that the engine reads or leaves together. */
const GRANULE = 8192;

/**
 * Every n-th granule of the table, so that about `wanted` of `total` rows remain. Granules, because of those left out nothing else is read;
 * by a hash, because those of one part lie in the order of time.
 */
export function sampledRows(bind: Binder, total: number, wanted: number): Sample {
  const every = Math.ceil(total / wanted);
  if (every <= 1) return { conditions: [], share: 1 };
  const granule = `cityHash64(_part_index, intDiv(_part_offset, ${GRANULE}))`;
  return { conditions: [`${granule} % ${bind('UInt32', every)} = 0`], share: 1 / every };
}
