import { ANY_TIME, bounded } from '../bounds.ts';
import type { TimeRange } from '../scope.ts';
import { anyOf, createBinder, type Source } from '../statement.ts';

/**
 * When traces happened, by their ids: what keeps the look for their spans to a few partitions.
 *
 * @returns the range that holds the starts of all their spans; `undefined` when one of them is not known.
 */
export async function timesOf(
  source: Source,
  project: string,
  traceIds: readonly string[],
): Promise<TimeRange | undefined> {
  const bind = createBinder();
  // One trace is what a reader waits for: to count which are different takes a set of them.
  const found = traceIds.length === 1 ? 'least(count(), 1)' : 'uniqExact(TraceId)';
  const { rows } = await source.query<{ fromS: number; toS: number; found: string }>(
    `SELECT toUInt32(min(Start)) AS fromS, toUInt32(max(End)) AS toS, toString(${found}) AS found
    ${bounded(source, bind, 'otel_traces_trace_id_ts', { project, range: ANY_TIME }, [], anyOf(bind, 'TraceId', traceIds))}`,
    bind.values,
  );
  const row = rows[0];
  if (!row || row.found !== String(new Set(traceIds).size)) return undefined;
  // Kept in whole seconds: the last span began within the second of End.
  return { fromMs: row.fromS * 1000, toMs: (row.toS + 1) * 1000 };
}
