import { isNew, type Arrivals, type Following } from '../arrived.ts';
import { bounded } from '../bounds.ts';
import type { Answer, Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { foundTraces, type TraceSearch } from './found.ts';
import { summaries, type TraceSummary } from './search.ts';

/** Of how many traces the newest spans are looked at; a search may find few of them. */
const LOOKED_AT = 1000;

/** Traces of a search with a span that arrived since the last one that is known. A trace comes again when more of it arrives. */
export async function askNewTraces(
  source: Source,
  scope: Scope,
  search: TraceSearch,
  following: Following,
): Promise<Answer<Arrivals<TraceSummary>>> {
  const arrived = await arrivedSince(source, scope, following);
  const found = arrived.size === 0 ? [] : await matching(source, scope, { ...search, among: [...arrived.keys()] });
  const newest = found.toSorted((a, b) => ((arrived.get(a) ?? 0n) < (arrived.get(b) ?? 0n) ? -1 : 1));
  const shown = newest.slice(-following.most);
  const last = arrived.get(shown.at(-1) ?? '');
  return {
    range: scope.range,
    body: {
      items: await summaries(source, scope, shown),
      dropped: found.length - shown.length,
      last: last === undefined ? null : String(last),
    },
  };
}

/** Traces with new spans, each with the arrival of its newest. */
async function arrivedSince(source: Source, scope: Scope, following: Following): Promise<Map<string, bigint>> {
  const bind = createBinder();
  const { rows } = await source.query<{ traceId: string; arrived: string }>(
    `SELECT TraceId AS traceId, toString(max(Arrived)) AS arrived
    ${bounded(source, bind, 'otel_traces', scope, [isNew(bind, following), "TraceId != ''"])}
    GROUP BY traceId ORDER BY max(Arrived) DESC LIMIT ${bind('UInt32', LOOKED_AT)}`,
    bind.values,
  );
  return new Map(rows.map(({ traceId, arrived }) => [traceId, BigInt(arrived)]));
}

async function matching(source: Source, scope: Scope, search: TraceSearch): Promise<string[]> {
  const bind = createBinder();
  const { rows } = await source.query<{ traceId: string }>(
    `SELECT TraceId AS traceId ${foundTraces(source, bind, scope, search)}`,
    bind.values,
  );
  return rows.map(({ traceId }) => traceId);
}
