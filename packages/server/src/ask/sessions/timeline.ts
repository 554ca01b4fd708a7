import {
  ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS,
  ATTR_TELEMETRY_SDK_LANGUAGE,
  ATTR_USER_AGENT_ORIGINAL,
} from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';
import { eventOfRecord, eventOfSpan, type SessionEvent, type TimelineRow } from './events.ts';
import type { SessionsPlace } from './summaries.ts';

export type { SessionEvent } from './events.ts';

/** Most events of a session that are answered. */
const MAX_EVENTS = 2000;

/** Longer values of attributes are cut: the whole record is one question away. */
const MAX_VALUE = 2000;

/** What happened in a session, oldest first. */
export async function askTimeline(
  source: Source,
  place: SessionsPlace,
  sessionId: string,
): Promise<{ events: SessionEvent[]; isTruncated: boolean }> {
  const [records, spans] = await Promise.all([
    recordsOf(source, place, sessionId),
    requestsOfPage(source, place, sessionId),
  ]);
  const requests = new Map(spans.map((span) => [`${span.traceId} ${span.spanId}`, eventOfSpan(span)]));
  // A failed request is told by its span and by an event of its own.
  const told = records.map(eventOfRecord).filter((event) => {
    const request = event.kind === 'request' ? requests.get(`${event.traceId} ${event.spanId}`) : undefined;
    if (request) request.severityNumber = Math.max(request.severityNumber, event.severityNumber);
    return request === undefined;
  });
  const events = [...requests.values(), ...told].toSorted(byTime);
  return { events: events.slice(0, MAX_EVENTS), isTruncated: events.length > MAX_EVENTS };
}

function byTime(a: SessionEvent, b: SessionEvent): number {
  const [x, y] = [BigInt(a.timeUnixNano), BigInt(b.timeUnixNano)];
  return x < y ? -1 : x > y ? 1 : a.uid < b.uid ? -1 : 1;
}

function attributesSql(bind: Binder, map: string): string {
  const left = bind('String', ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS);
  return `mapApply((k, v) -> (k, substringUTF8(v, 1, ${MAX_VALUE})), mapFilter((k, v) -> k != ${left}, ${map})) AS attributes`;
}

async function recordsOf(source: Source, place: SessionsPlace, sessionId: string): Promise<TimelineRow[]> {
  const bind = createBinder();
  const { rows } = await source.query<TimelineRow>(
    `SELECT if(RecordUid = '', toString(Arrived), RecordUid) AS uid, toString(toUnixTimestamp64Nano(Timestamp)) AS timeUnixNano, EventName AS name, '0' AS durationNano,
      SeverityNumber AS severityNumber, ServiceName AS service, substringUTF8(Body, 1, ${MAX_VALUE}) AS body, TraceId AS traceId, SpanId AS spanId, ${attributesSql(bind, 'LogAttributes')}
    ${bounded(source, bind, 'otel_logs', place, [`SessionId = ${bind('String', sessionId)}`])}
    ORDER BY Timestamp, uid LIMIT 1 BY Timestamp, uid LIMIT ${MAX_EVENTS + 1}`,
    bind.values,
  );
  return rows;
}

/** Spans of requests that the page sent; what its servers called in turn is in their traces. */
async function requestsOfPage(source: Source, place: SessionsPlace, sessionId: string): Promise<TimelineRow[]> {
  const bind = createBinder();
  const resource = (key: string): string => `ResourceAttributes[${bind('String', key)}]`;
  const { rows } = await source.query<TimelineRow>(
    `SELECT SpanId AS uid, toString(toUnixTimestamp64Nano(Timestamp)) AS timeUnixNano, SpanName AS name, toString(Duration) AS durationNano,
      if(StatusCode = 'Error', 17, 9) AS severityNumber, ServiceName AS service, StatusMessage AS body, TraceId AS traceId, SpanId AS spanId, ${attributesSql(bind, 'SpanAttributes')}
    ${bounded(source, bind, 'otel_traces', place, [
      `SessionId = ${bind('String', sessionId)}`,
      "SpanKind = 'Client'",
      `${resource(ATTR_TELEMETRY_SDK_LANGUAGE)} = 'webjs' OR ${resource(ATTR_USER_AGENT_ORIGINAL)} != ''`,
    ])}
    ORDER BY Timestamp, uid LIMIT 1 BY TraceId, SpanId LIMIT ${MAX_EVENTS + 1}`,
    bind.values,
  );
  return rows;
}
