import { bounded } from '../bounds.ts';
import { filtersSql } from '../conditions.ts';
import { IS_ENTRY } from '../requests.ts';
import { secondsOf, type Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { identitySql, type Identity } from './identity.ts';

/** An instance that sent spans. */
export interface Seen extends Identity {
  requestsPerSecond: number;
}

/** Spans name their instance only in the map of their resource, which is slow to read: of long ranges the last hour is looked at. */
const MOST_READ_MS = 3_600_000;

const MOST_INSTANCES = 500;

/** Instances of the service that sent spans, with the requests that each answered (for one that answers none: its roots). */
export async function seenInSpans(source: Source, scope: Scope): Promise<Seen[]> {
  const bind = createBinder();
  const { fromMs, toMs } = scope.range;
  const range = { fromMs: Math.max(fromMs, toMs - MOST_READ_MS), toMs };
  const filters = filtersSql(bind, scope, 'spans') ?? [];
  const { rows } = await source.query<Identity & { entries: number; roots: number }>(
    `SELECT identity[1] AS instance, argMax(identity, Timestamp) AS newest, newest[2] AS host, newest[3] AS release, newest[4] AS environment,
      toString(toUnixTimestamp64Nano(max(Timestamp))) AS lastSeenUnixNano,
      sumIf(toFloat64(Weight), ${IS_ENTRY}) AS entries, sumIf(toFloat64(Weight), IsRoot) AS roots
    FROM (SELECT [${identitySql(bind).join(', ')}] AS identity, Timestamp, Weight, SpanKind, IsRoot
      ${bounded(source, bind, 'otel_traces', { ...scope, range }, filters)})
    GROUP BY instance ORDER BY lastSeenUnixNano DESC LIMIT ${MOST_INSTANCES}`,
    bind.values,
  );
  const hasEntries = rows.some((row) => row.entries > 0);
  return rows.map(({ instance, host, release, environment, lastSeenUnixNano, entries, roots }) => ({
    instance,
    host,
    release,
    environment,
    lastSeenUnixNano,
    requestsPerSecond: (hasEntries ? entries : roots) / secondsOf(range),
  }));
}
