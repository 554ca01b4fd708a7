/** Attributes as the tables keep them: every value a string. */
export type Attributes = Record<string, string>;

/** What kind a span can be of. */
export type SpanKind = 'unspecified' | 'internal' | 'server' | 'client' | 'producer' | 'consumer';

/** Whether a span failed. */
export type StatusCode = 'unset' | 'ok' | 'error';

/** One span with everything it carries. */
export interface Span {
  spanId: string;
  parentSpanId: string;
  name: string;
  kind: SpanKind;
  service: string;
  startUnixNano: string;
  durationNano: string;
  status: { code: StatusCode; message: string };
  attributes: Attributes;
  resource: { attributes: Attributes; schemaUrl: string };
  scope: { name: string; version: string; attributes: Attributes; schemaUrl: string };
  events: { timeUnixNano: string; name: string; attributes: Attributes }[];
  links: { traceId: string; spanId: string; traceState: string; attributes: Attributes }[];
  weight: number;
  traceState: string;
  flags: number;
  dropped: { attributes: number; events: number; links: number };
}

/** A row of {@link SPAN_COLUMNS}. */
export interface SpanRow {
  SpanId: string;
  ParentSpanId: string;
  SpanName: string;
  kind: SpanKind;
  ServiceName: string;
  startNano: string;
  durationNano: string;
  status: StatusCode;
  StatusMessage: string;
  SpanAttributes: Attributes;
  ResourceAttributes: Attributes;
  ResourceSchemaUrl: string;
  ScopeName: string;
  ScopeVersion: string;
  ScopeAttributes: Attributes;
  ScopeSchemaUrl: string;
  eventTimes: string[];
  eventNames: string[];
  eventAttributes: Attributes[];
  linkTraces: string[];
  linkSpans: string[];
  linkStates: string[];
  linkAttributes: Attributes[];
  weight: number;
  TraceState: string;
  Flags: number;
  DroppedAttributes: number;
  DroppedEvents: number;
  DroppedLinks: number;
}

/** Everything that a span carries. */
export const SPAN_COLUMNS = `SpanId, ParentSpanId, SpanName, lower(SpanKind) AS kind, ServiceName, toString(toUnixTimestamp64Nano(Timestamp)) AS startNano,
  toString(Duration) AS durationNano, lower(StatusCode) AS status, StatusMessage, SpanAttributes, ResourceAttributes, ResourceSchemaUrl,
  ScopeName, ScopeVersion, ScopeAttributes, ScopeSchemaUrl,
  arrayMap(t -> toString(toUnixTimestamp64Nano(t)), Events.Timestamp) AS eventTimes, Events.Name AS eventNames, Events.Attributes AS eventAttributes,
  Links.TraceId AS linkTraces, Links.SpanId AS linkSpans, Links.TraceState AS linkStates, Links.Attributes AS linkAttributes,
  toFloat64(Weight) AS weight, TraceState, Flags, DroppedAttributes, DroppedEvents, DroppedLinks`;

/** A row as the API shows it. */
export function spanOf(row: SpanRow): Span {
  return {
    spanId: row.SpanId,
    parentSpanId: row.ParentSpanId,
    name: row.SpanName,
    kind: row.kind,
    service: row.ServiceName,
    startUnixNano: row.startNano,
    durationNano: row.durationNano,
    status: { code: row.status, message: row.StatusMessage },
    attributes: row.SpanAttributes,
    resource: { attributes: row.ResourceAttributes, schemaUrl: row.ResourceSchemaUrl },
    scope: {
      name: row.ScopeName,
      version: row.ScopeVersion,
      attributes: row.ScopeAttributes,
      schemaUrl: row.ScopeSchemaUrl,
    },
    events: row.eventTimes.map((timeUnixNano, i) => ({
      timeUnixNano,
      name: row.eventNames[i] ?? '',
      attributes: row.eventAttributes[i] ?? {},
    })),
    links: row.linkTraces.map((traceId, i) => ({
      traceId,
      spanId: row.linkSpans[i] ?? '',
      traceState: row.linkStates[i] ?? '',
      attributes: row.linkAttributes[i] ?? {},
    })),
    weight: row.weight,
    traceState: row.TraceState,
    flags: row.Flags,
    dropped: { attributes: row.DroppedAttributes, events: row.DroppedEvents, links: row.DroppedLinks },
  };
}
