/**
 * The messages of OTLP as the JSON reader needs them: field name → number and kind. Kinds: `text`, `hex` (identifiers), `base64` (other
 * bytes), `bool`, `int32` (varint, also enums), `sint32`, `uint64`, `int64` (varint), `fixed32`, `fixed64`, `sfixed64`, `double`, or the
 * name of a message; `[]` in front for repeated ones.
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */

/** How a field is encoded. */
export type Kind =
  | 'text'
  | 'hex'
  | 'base64'
  | 'bool'
  | 'int32'
  | 'sint32'
  | 'uint64'
  | 'int64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed64'
  | 'double'
  | MessageName;

/** A field of a message. */
export type Field = readonly [number: number, kind: Kind, repeated?: 'repeated'];

/** Fields by their JSON names. */
export type Message = ReadonlyMap<string, Field>;

/** All messages. */
export type MessageName =
  | 'TracesRequest'
  | 'ResourceSpans'
  | 'ScopeSpans'
  | 'Span'
  | 'Event'
  | 'Link'
  | 'Status'
  | 'LogsRequest'
  | 'ResourceLogs'
  | 'ScopeLogs'
  | 'LogRecord'
  | 'MetricsRequest'
  | 'ResourceMetrics'
  | 'ScopeMetrics'
  | 'Metric'
  | 'Gauge'
  | 'Sum'
  | 'Histogram'
  | 'ExponentialHistogram'
  | 'Summary'
  | 'NumberDataPoint'
  | 'HistogramDataPoint'
  | 'ExponentialHistogramDataPoint'
  | 'Buckets'
  | 'SummaryDataPoint'
  | 'ValueAtQuantile'
  | 'Exemplar'
  | 'Resource'
  | 'Scope'
  | 'KeyValue'
  | 'AnyValue'
  | 'ArrayValue'
  | 'KeyValueList';

function message(fields: Record<string, Field>): Message {
  return new Map(Object.entries(fields));
}

const ATTRIBUTES = (number: number): Field => [number, 'KeyValue', 'repeated'];

/** Their fields. */
export const MESSAGES: Readonly<Record<MessageName, Message>> = {
  TracesRequest: message({ resourceSpans: [1, 'ResourceSpans', 'repeated'] }),
  ResourceSpans: message({
    resource: [1, 'Resource'],
    scopeSpans: [2, 'ScopeSpans', 'repeated'],
    schemaUrl: [3, 'text'],
  }),
  ScopeSpans: message({ scope: [1, 'Scope'], spans: [2, 'Span', 'repeated'], schemaUrl: [3, 'text'] }),
  Span: message({
    traceId: [1, 'hex'],
    spanId: [2, 'hex'],
    traceState: [3, 'text'],
    parentSpanId: [4, 'hex'],
    name: [5, 'text'],
    kind: [6, 'int32'],
    startTimeUnixNano: [7, 'fixed64'],
    endTimeUnixNano: [8, 'fixed64'],
    attributes: ATTRIBUTES(9),
    droppedAttributesCount: [10, 'int32'],
    events: [11, 'Event', 'repeated'],
    droppedEventsCount: [12, 'int32'],
    links: [13, 'Link', 'repeated'],
    droppedLinksCount: [14, 'int32'],
    status: [15, 'Status'],
    flags: [16, 'fixed32'],
  }),
  Event: message({
    timeUnixNano: [1, 'fixed64'],
    name: [2, 'text'],
    attributes: ATTRIBUTES(3),
    droppedAttributesCount: [4, 'int32'],
  }),
  Link: message({
    traceId: [1, 'hex'],
    spanId: [2, 'hex'],
    traceState: [3, 'text'],
    attributes: ATTRIBUTES(4),
    droppedAttributesCount: [5, 'int32'],
    flags: [6, 'fixed32'],
  }),
  Status: message({ message: [2, 'text'], code: [3, 'int32'] }),

  LogsRequest: message({ resourceLogs: [1, 'ResourceLogs', 'repeated'] }),
  ResourceLogs: message({ resource: [1, 'Resource'], scopeLogs: [2, 'ScopeLogs', 'repeated'], schemaUrl: [3, 'text'] }),
  ScopeLogs: message({ scope: [1, 'Scope'], logRecords: [2, 'LogRecord', 'repeated'], schemaUrl: [3, 'text'] }),
  LogRecord: message({
    timeUnixNano: [1, 'fixed64'],
    severityNumber: [2, 'int32'],
    severityText: [3, 'text'],
    body: [5, 'AnyValue'],
    attributes: ATTRIBUTES(6),
    droppedAttributesCount: [7, 'int32'],
    flags: [8, 'fixed32'],
    traceId: [9, 'hex'],
    spanId: [10, 'hex'],
    observedTimeUnixNano: [11, 'fixed64'],
    eventName: [12, 'text'],
  }),

  MetricsRequest: message({ resourceMetrics: [1, 'ResourceMetrics', 'repeated'] }),
  ResourceMetrics: message({
    resource: [1, 'Resource'],
    scopeMetrics: [2, 'ScopeMetrics', 'repeated'],
    schemaUrl: [3, 'text'],
  }),
  ScopeMetrics: message({ scope: [1, 'Scope'], metrics: [2, 'Metric', 'repeated'], schemaUrl: [3, 'text'] }),
  Metric: message({
    name: [1, 'text'],
    description: [2, 'text'],
    unit: [3, 'text'],
    gauge: [5, 'Gauge'],
    sum: [7, 'Sum'],
    histogram: [9, 'Histogram'],
    exponentialHistogram: [10, 'ExponentialHistogram'],
    summary: [11, 'Summary'],
  }),
  Gauge: message({ dataPoints: [1, 'NumberDataPoint', 'repeated'] }),
  Sum: message({
    dataPoints: [1, 'NumberDataPoint', 'repeated'],
    aggregationTemporality: [2, 'int32'],
    isMonotonic: [3, 'bool'],
  }),
  Histogram: message({ dataPoints: [1, 'HistogramDataPoint', 'repeated'], aggregationTemporality: [2, 'int32'] }),
  ExponentialHistogram: message({
    dataPoints: [1, 'ExponentialHistogramDataPoint', 'repeated'],
    aggregationTemporality: [2, 'int32'],
  }),
  Summary: message({ dataPoints: [1, 'SummaryDataPoint', 'repeated'] }),
  NumberDataPoint: message({
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    asDouble: [4, 'double'],
    exemplars: [5, 'Exemplar', 'repeated'],
    asInt: [6, 'sfixed64'],
    attributes: ATTRIBUTES(7),
    flags: [8, 'int32'],
  }),
  HistogramDataPoint: message({
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    bucketCounts: [6, 'fixed64', 'repeated'],
    explicitBounds: [7, 'double', 'repeated'],
    exemplars: [8, 'Exemplar', 'repeated'],
    attributes: ATTRIBUTES(9),
    flags: [10, 'int32'],
    min: [11, 'double'],
    max: [12, 'double'],
  }),
  ExponentialHistogramDataPoint: message({
    attributes: ATTRIBUTES(1),
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    scale: [6, 'sint32'],
    zeroCount: [7, 'fixed64'],
    positive: [8, 'Buckets'],
    negative: [9, 'Buckets'],
    flags: [10, 'int32'],
    exemplars: [11, 'Exemplar', 'repeated'],
    min: [12, 'double'],
    max: [13, 'double'],
    zeroThreshold: [14, 'double'],
  }),
  Buckets: message({ offset: [1, 'sint32'], bucketCounts: [2, 'uint64', 'repeated'] }),
  SummaryDataPoint: message({
    startTimeUnixNano: [2, 'fixed64'],
    timeUnixNano: [3, 'fixed64'],
    count: [4, 'fixed64'],
    sum: [5, 'double'],
    quantileValues: [6, 'ValueAtQuantile', 'repeated'],
    attributes: ATTRIBUTES(7),
    flags: [8, 'int32'],
  }),
  ValueAtQuantile: message({ quantile: [1, 'double'], value: [2, 'double'] }),
  Exemplar: message({
    timeUnixNano: [2, 'fixed64'],
    asDouble: [3, 'double'],
    spanId: [4, 'hex'],
    traceId: [5, 'hex'],
    asInt: [6, 'sfixed64'],
    filteredAttributes: ATTRIBUTES(7),
  }),

  Resource: message({ attributes: ATTRIBUTES(1), droppedAttributesCount: [2, 'int32'] }),
  Scope: message({
    name: [1, 'text'],
    version: [2, 'text'],
    attributes: ATTRIBUTES(3),
    droppedAttributesCount: [4, 'int32'],
  }),
  KeyValue: message({ key: [1, 'text'], value: [2, 'AnyValue'], keyStrindex: [3, 'int32'] }),
  AnyValue: message({
    stringValue: [1, 'text'],
    boolValue: [2, 'bool'],
    intValue: [3, 'int64'],
    doubleValue: [4, 'double'],
    arrayValue: [5, 'ArrayValue'],
    kvlistValue: [6, 'KeyValueList'],
    bytesValue: [7, 'base64'],
    stringValueStrindex: [8, 'int32'],
  }),
  ArrayValue: message({ values: [1, 'AnyValue', 'repeated'] }),
  KeyValueList: message({ values: [1, 'KeyValue', 'repeated'] }),
};
