/** The tables that the receiver writes. */
export const TABLES = [
  'otel_traces',
  'otel_logs',
  'otel_logs_past',
  'otel_metrics_gauge',
  'otel_metrics_sum',
  'otel_metrics_histogram',
  'otel_metrics_exp_histogram',
  'otel_metrics_summary',
  'sightglass_batches',
] as const;

/** One of {@link TABLES}. */
export type TableName = (typeof TABLES)[number];

/** A column as it stands in a block: name and type in the file, which is that of the table. */
export type Column = readonly [name: string, type: string];

const TEXT = 'String';
const TIME = "DateTime64(9, 'UTC')";
const CODED = 'LowCardinality(String)';
const MAP = 'Map(LowCardinality(String), String)';

const METRIC_FRAME: readonly Column[] = [
  ['ResourceAttributes', MAP],
  ['ResourceSchemaUrl', TEXT],
  ['ScopeName', TEXT],
  ['ScopeVersion', TEXT],
  ['ScopeAttributes', MAP],
  ['ScopeDroppedAttrCount', 'UInt32'],
  ['ScopeSchemaUrl', TEXT],
  ['ServiceName', CODED],
  ['MetricName', CODED],
  ['MetricDescription', TEXT],
  ['MetricUnit', TEXT],
  ['Attributes', MAP],
  ['StartTimeUnix', TIME],
  ['TimeUnix', TIME],
  ['Flags', 'UInt32'],
];

const EXEMPLARS: readonly Column[] = [
  ['Exemplars.FilteredAttributes', `Array(${MAP})`],
  ['Exemplars.TimeUnix', `Array(${TIME})`],
  ['Exemplars.Value', 'Array(Float64)'],
  ['Exemplars.SpanId', 'Array(String)'],
  ['Exemplars.TraceId', 'Array(String)'],
];

const DISTRIBUTION: readonly Column[] = [
  ['Count', 'UInt64'],
  ['Sum', 'Float64'],
  ['Min', 'Float64'],
  ['Max', 'Float64'],
  ['Present', 'UInt8'],
  ['AggregationTemporality', 'Int32'],
];

const LOGS: readonly Column[] = [
  ['Timestamp', TIME],
  ['TraceId', TEXT],
  ['SpanId', TEXT],
  ['TraceFlags', 'UInt8'],
  ['SeverityText', CODED],
  ['SeverityNumber', 'UInt8'],
  ['ServiceName', CODED],
  ['Body', TEXT],
  ['ResourceSchemaUrl', CODED],
  ['ResourceAttributes', MAP],
  ['ScopeSchemaUrl', CODED],
  ['ScopeName', TEXT],
  ['ScopeVersion', CODED],
  ['ScopeAttributes', MAP],
  ['LogAttributes', MAP],
  ['EventName', CODED],
];

/** The columns that the receiver fills, in the order of its blocks; the others are computed by the tables. */
export const COLUMNS: Readonly<Record<TableName, readonly Column[]>> = {
  otel_traces: [
    ['Timestamp', TIME],
    ['TraceId', TEXT],
    ['SpanId', TEXT],
    ['ParentSpanId', TEXT],
    ['TraceState', TEXT],
    ['SpanName', CODED],
    ['SpanKind', CODED],
    ['ServiceName', CODED],
    ['ResourceAttributes', MAP],
    ['ScopeName', TEXT],
    ['ScopeVersion', TEXT],
    ['SpanAttributes', MAP],
    ['Duration', 'UInt64'],
    ['StatusCode', CODED],
    ['StatusMessage', TEXT],
    ['Events.Timestamp', `Array(${TIME})`],
    ['Events.Name', `Array(${CODED})`],
    ['Events.Attributes', `Array(${MAP})`],
    ['Links.TraceId', 'Array(String)'],
    ['Links.SpanId', 'Array(String)'],
    ['Links.TraceState', 'Array(String)'],
    ['Links.Attributes', `Array(${MAP})`],
    ['Flags', 'UInt32'],
    ['ResourceSchemaUrl', CODED],
    ['ScopeSchemaUrl', CODED],
    ['ScopeAttributes', MAP],
    ['DroppedAttributes', 'UInt32'],
    ['DroppedEvents', 'UInt32'],
    ['DroppedLinks', 'UInt32'],
  ],
  otel_logs: LOGS,
  otel_logs_past: LOGS,
  otel_metrics_gauge: [...METRIC_FRAME, ...EXEMPLARS, ['Value', 'Float64']],
  otel_metrics_sum: [
    ...METRIC_FRAME,
    ...EXEMPLARS,
    ['Value', 'Float64'],
    ['AggregationTemporality', 'Int32'],
    ['IsMonotonic', 'Bool'],
  ],
  otel_metrics_histogram: [
    ...METRIC_FRAME,
    ...EXEMPLARS,
    ...DISTRIBUTION,
    ['BucketCounts', 'Array(UInt64)'],
    ['ExplicitBounds', 'Array(Float64)'],
  ],
  otel_metrics_exp_histogram: [
    ...METRIC_FRAME,
    ...EXEMPLARS,
    ...DISTRIBUTION,
    ['Scale', 'Int32'],
    ['ZeroCount', 'UInt64'],
    ['ZeroThreshold', 'Float64'],
    ['PositiveOffset', 'Int32'],
    ['PositiveBucketCounts', 'Array(UInt64)'],
    ['NegativeOffset', 'Int32'],
    ['NegativeBucketCounts', 'Array(UInt64)'],
  ],
  otel_metrics_summary: [
    ...METRIC_FRAME,
    ['Count', 'UInt64'],
    ['Sum', 'Float64'],
    ['ValueAtQuantiles.Quantile', 'Array(Float64)'],
    ['ValueAtQuantiles.Value', 'Array(Float64)'],
  ],
  sightglass_batches: [
    ['Project', CODED],
    ['Signal', CODED],
    ['Batch', TEXT],
    ['At', "DateTime64(3, 'UTC')"],
  ],
};
