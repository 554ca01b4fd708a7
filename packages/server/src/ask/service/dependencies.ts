import { ATTR_DB_NAMESPACE, ATTR_SERVER_ADDRESS, ATTR_URL_FULL } from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import { filtersSql } from '../conditions.ts';
import { IS_ENTRY } from '../requests.ts';
import { secondsOf, type Answer, type Scope, type TimeRange } from '../scope.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';

/** Requests over one edge of the map. */
export interface EdgeTraffic {
  requests: number;
  errors: number;
  requestsPerSecond: number;
  errorRate: number;
  p50Ms: number | null;
  p95Ms: number | null;
}

/** A service that calls. */
export interface Caller extends EdgeTraffic {
  service: string;
}

/** What is called. */
export interface Call extends EdgeTraffic {
  name: string;
  kind: 'service' | 'database' | 'queue' | 'external';
}

interface EdgeRow {
  name: string;
  kind: Call['kind'];
  requests: number;
  errors: number;
  q: (number | null)[];
}

/** How far beyond the range the other end of a call is looked for: a caller begins earlier, a consumer later. */
const MARGIN_MS = 10 * 60_000;

/** Spans of the service that are joined with those of others; of more, a share of the traces stands for all. */
const MOST_SPANS = 300_000;

const MOST_EDGES = 200;

/** The span that called: the parent; of a consumer the span that it links to, which put its message into the queue. */
const LINKED = "SpanKind = 'Consumer' AND notEmpty(Links.SpanId)";
const CALLER_TRACE = `if(${LINKED}, Links.TraceId[1], TraceId)`;
const CALLER_SPAN = `if(${LINKED}, Links.SpanId[1], ParentSpanId)`;

const WEIGHT = 'toFloat64(Weight)';

/**
 * Who calls the one service that the scope names, and what it calls; the busiest first.
 *
 * A call is a span of one service whose child, or whose message's reader, is a server or consumer span of another. Callers are counted by the spans of the service that answer
 * them; what is called by its client and producer spans, as the service itself saw it. Those without a child in another service went to a
 * database, a queue or something that is not observed, by what they say of it. Each span counts as often as it was sampled for.
 */
export async function askDependencies(
  source: Source,
  scope: Scope,
): Promise<Answer<{ callers: Caller[]; calls: Call[] }>> {
  const share = await shareOf(source, scope);
  const [callers, calls] = await Promise.all([callersOf(source, scope, share), callsOf(source, scope, share)]);
  const seconds = secondsOf(scope.range);
  return {
    range: scope.range,
    body: {
      callers: callers.map((row) => ({ service: row.name, ...trafficOf(row, share, seconds) })),
      calls: calls.map((row) => ({ name: row.name, kind: row.kind, ...trafficOf(row, share, seconds) })),
    },
  };
}

/** One of how many traces is looked at. */
async function shareOf(source: Source, scope: Scope): Promise<number> {
  const bind = createBinder();
  const { rows } = await source.query<{ spans: string }>(
    `SELECT toString(count()) AS spans ${ownSpans(source, bind, scope, 1)}`,
    bind.values,
  );
  return Math.max(1, Math.ceil(Number(rows[0]?.spans ?? 0) / MOST_SPANS));
}

async function callersOf(source: Source, scope: Scope, share: number): Promise<EdgeRow[]> {
  const bind = createBinder();
  const entries = ownSpans(source, bind, scope, share, [IS_ENTRY, `${CALLER_SPAN} != ''`]);
  const answered = `SELECT ${CALLER_TRACE} AS callerTrace, ${CALLER_SPAN} AS callerSpan, Weight, Duration, StatusCode ${entries}`;
  const keys = `SELECT ${CALLER_TRACE}, ${CALLER_SPAN} ${entries}`;
  const parents = `SELECT TraceId, SpanId, any(ServiceName) AS name
    ${otherSpans(source, bind, scope, [`(TraceId, SpanId) IN (${keys})`])} GROUP BY TraceId, SpanId`;
  const { rows } = await source.query<EdgeRow>(
    `SELECT name, 'service' AS kind, sum(${WEIGHT}) AS requests, sumIf(${WEIGHT}, StatusCode = 'Error') AS errors,
      quantilesTDigestWeighted(0.5, 0.95)(Duration, toUInt32(round(Weight))) AS q
    FROM (${answered}) AS own INNER JOIN (${parents}) AS parent ON own.callerTrace = parent.TraceId AND own.callerSpan = parent.SpanId
    GROUP BY name ORDER BY requests DESC, name LIMIT ${MOST_EDGES}`,
    bind.values,
  );
  return rows;
}

async function callsOf(source: Source, scope: Scope, share: number): Promise<EdgeRow[]> {
  const bind = createBinder();
  const text = (key: string): string => `SpanAttributes[${bind('String', key)}]`;
  const database = `if(${text(ATTR_DB_NAMESPACE)} = '', toString(DbSystem), concat(DbSystem, '/', ${text(ATTR_DB_NAMESPACE)}))`;
  const host = `if(${text(ATTR_SERVER_ADDRESS)} = '', domain(${text(ATTR_URL_FULL)}), ${text(ATTR_SERVER_ADDRESS)})`;
  const isCall = "SpanKind IN ('Client', 'Producer')";
  const made = `SELECT TraceId, SpanId, ${isCall} AS isCall, Weight, Duration, StatusCode,
      multiIf(DbSystem != '', 'database', MessagingSystem != '', 'queue', 'external') AS otherKind,
      multiIf(DbSystem != '', ${database}, MessagingSystem != '', toString(MessagingSystem), ${host} != '', ${host}, toString(SpanName)) AS otherName
    ${ownSpans(source, bind, scope, share)}`;
  const keys = `SELECT TraceId, SpanId ${ownSpans(source, bind, scope, share)}`;
  // A call that is tried again, or read by two consumers of one service, is one call of that service.
  const children = `SELECT ${CALLER_TRACE} AS callerTrace, ${CALLER_SPAN} AS callerSpan, ServiceName AS callee, any(Weight) AS calleeWeight, any(Duration) AS calleeDuration, any(StatusCode) AS calleeStatus
    ${otherSpans(source, bind, scope, [IS_ENTRY, `(${CALLER_TRACE}, ${CALLER_SPAN}) IN (${keys})`])} GROUP BY callerTrace, callerSpan, callee`;
  const weight = 'toFloat64(if(isCall, Weight, calleeWeight))';
  const { rows } = await source.query<EdgeRow>(
    `SELECT if(callee = '', otherName, toString(callee)) AS name, if(callee = '', otherKind, 'service') AS kind,
      sum(${weight}) AS requests, sumIf(${weight}, if(isCall, StatusCode, calleeStatus) = 'Error') AS errors,
      quantilesTDigestWeighted(0.5, 0.95)(if(isCall, Duration, calleeDuration), toUInt32(round(${weight}))) AS q
    FROM (${made}) AS own LEFT JOIN (${children}) AS child ON own.TraceId = child.callerTrace AND own.SpanId = child.callerSpan
    WHERE isCall OR callee != '' GROUP BY name, kind ORDER BY requests DESC, name, kind LIMIT ${MOST_EDGES}`,
    bind.values,
  );
  return rows;
}

/** Spans of the service, as its filters narrow them. */
function ownSpans(
  source: Source,
  bind: Binder,
  scope: Scope,
  share: number,
  conditions: readonly string[] = [],
): string {
  const filters = filtersSql(bind, scope, 'spans') ?? [];
  const shared = share === 1 ? [] : [`cityHash64(TraceId) % ${share} = 0`];
  return bounded(source, bind, 'otel_traces', scope, [...filters, ...shared, ...conditions]);
}

/** Spans of other services, from shortly before the range until shortly after it. */
function otherSpans(source: Source, bind: Binder, scope: Scope, conditions: readonly string[]): string {
  const range: TimeRange = {
    fromMs: Math.max(0, scope.range.fromMs - MARGIN_MS),
    toMs: scope.range.toMs + MARGIN_MS,
  };
  const own = scope.services.map((service) => bind('String', service)).join(', ');
  const others = `ServiceName NOT IN (${own})`;
  return bounded(source, bind, 'otel_traces', { project: scope.project, range }, [others, ...conditions]);
}

function trafficOf({ requests, errors, q }: EdgeRow, share: number, seconds: number): EdgeTraffic {
  const ms = (nanoseconds: number | null | undefined): number | null =>
    nanoseconds === null || nanoseconds === undefined ? null : nanoseconds / 1e6;
  return {
    requests: requests * share,
    errors: errors * share,
    requestsPerSecond: (requests * share) / seconds,
    errorRate: requests > 0 ? errors / requests : 0,
    p50Ms: ms(q[0]),
    p95Ms: ms(q[1]),
  };
}
