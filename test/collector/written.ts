/** What a Collector has written as OTLP/JSON, in the words of our tables, without a line of the server's code. */

/* eslint-disable typescript/no-explicit-any -- OTLP/JSON as the Collector writes it */

/** Columns of a row that are compared, by table. */
export const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  otel_traces: columns(
    'TraceId SpanId ParentSpanId TraceState SpanName SpanKind Timestamp Duration StatusCode StatusMessage Flags',
    'ResourceAttributes ScopeName ScopeVersion SpanAttributes',
    'Events.Timestamp Events.Name Events.Attributes Links.TraceId Links.SpanId Links.Attributes',
  ),
  otel_logs: columns(
    'Timestamp TraceId SpanId TraceFlags SeverityText SeverityNumber Body EventName',
    'ResourceAttributes ScopeName ScopeVersion LogAttributes',
  ),
  otel_metrics_sum: columns(
    'ResourceAttributes ScopeName MetricName MetricDescription MetricUnit Attributes',
    'StartTimeUnix TimeUnix Value AggregationTemporality IsMonotonic',
  ),
  otel_metrics_gauge: columns('ResourceAttributes ScopeName MetricName MetricUnit Attributes TimeUnix Value'),
  otel_metrics_histogram: columns(
    'ResourceAttributes ScopeName MetricName MetricDescription MetricUnit Attributes',
    'StartTimeUnix TimeUnix Count Sum BucketCounts ExplicitBounds Min Max AggregationTemporality',
  ),
};

function columns(...names: readonly string[]): readonly string[] {
  return names.flatMap((some) => some.split(' '));
}

/** Rows of all tables, as JSON that begins with the table; sorted. */
export function writtenRows(bodies: readonly unknown[]): string[] {
  return bodies.flatMap((body: any) => [...spansOf(body), ...logsOf(body), ...metricsOf(body)]).sort();
}

const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const CODES = ['Unset', 'Ok', 'Error'];

function row(table: string, values: Readonly<Record<string, unknown>>): string {
  return JSON.stringify([table, ...(COLUMNS[table] ?? []).map((column) => values[column])]);
}

function spansOf({ resourceSpans = [] }: any): string[] {
  return each(resourceSpans, 'scopeSpans', 'spans').map(({ of, item }) => {
    const { events = [], links = [] } = item;
    return row('otel_traces', {
      ...of,
      TraceId: item.traceId,
      SpanId: item.spanId,
      ParentSpanId: item.parentSpanId ?? '',
      TraceState: item.traceState ?? '',
      SpanName: item.name,
      SpanKind: KINDS[item.kind ?? 0],
      Timestamp: time(item.startTimeUnixNano),
      Duration: String(BigInt(item.endTimeUnixNano) - BigInt(item.startTimeUnixNano)),
      SpanAttributes: texts(item.attributes),
      StatusCode: CODES[item.status?.code ?? 0],
      StatusMessage: item.status?.message ?? '',
      Flags: item.flags ?? 0,
      'Events.Timestamp': events.map((event: any) => time(event.timeUnixNano)),
      'Events.Name': events.map((event: any) => event.name),
      'Events.Attributes': events.map((event: any) => texts(event.attributes)),
      'Links.TraceId': links.map((link: any) => link.traceId),
      'Links.SpanId': links.map((link: any) => link.spanId),
      'Links.Attributes': links.map((link: any) => texts(link.attributes)),
    });
  });
}

function logsOf({ resourceLogs = [] }: any): string[] {
  return each(resourceLogs, 'scopeLogs', 'logRecords').map(({ of, item }) =>
    row('otel_logs', {
      ...of,
      Timestamp: time(item.timeUnixNano ?? item.observedTimeUnixNano),
      TraceId: item.traceId ?? '',
      SpanId: item.spanId ?? '',
      TraceFlags: (item.flags ?? 0) & 0xff,
      SeverityText: item.severityText ?? '',
      SeverityNumber: item.severityNumber ?? 0,
      Body: text(item.body),
      EventName: item.eventName ?? '',
      LogAttributes: texts(item.attributes),
    }),
  );
}

function metricsOf({ resourceMetrics = [] }: any): string[] {
  return each(resourceMetrics, 'scopeMetrics', 'metrics').flatMap(({ of, item }) => {
    const { name, description = '', unit = '', sum, gauge, histogram } = item;
    const { dataPoints = [], aggregationTemporality, isMonotonic = false } = sum ?? gauge ?? histogram ?? {};
    const table = sum ? 'otel_metrics_sum' : gauge ? 'otel_metrics_gauge' : 'otel_metrics_histogram';
    return dataPoints.map((point: any) =>
      row(table, {
        ...of,
        MetricName: name,
        MetricDescription: description,
        MetricUnit: unit,
        Attributes: texts(point.attributes),
        StartTimeUnix: time(point.startTimeUnixNano ?? '0'),
        TimeUnix: time(point.timeUnixNano),
        Value: Number(point.asInt ?? point.asDouble),
        Count: String(point.count),
        Sum: point.sum,
        BucketCounts: point.bucketCounts,
        ExplicitBounds: point.explicitBounds,
        Min: point.min,
        Max: point.max,
        AggregationTemporality: aggregationTemporality,
        IsMonotonic: isMonotonic,
      }),
    );
  });
}

/** Everything in groups of groups, each with what stands above it. */
function each(resources: any[], groups: string, items: string): { of: Record<string, unknown>; item: any }[] {
  return resources.flatMap(({ resource, [groups]: scopes = [] }) =>
    scopes.flatMap(({ scope, [items]: list = [] }: any) =>
      list.map((item: any) => ({
        of: {
          ResourceAttributes: texts(resource?.attributes),
          ScopeName: scope?.name ?? '',
          ScopeVersion: scope?.version ?? '',
        },
        item,
      })),
    ),
  );
}

/** Attributes as a map of texts, in the order of their names. */
function texts(attributes: any[] = []): Record<string, string> {
  const pairs = attributes.map(({ key, value }): [string, string] => [key, text(value)]);
  return Object.fromEntries(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function text(value: any): string {
  const plain = plainOf(value);
  return typeof plain === 'object' && plain !== null ? JSON.stringify(plain) : String(plain);
}

function plainOf(value: any = {}): unknown {
  if (value.arrayValue) return (value.arrayValue.values ?? []).map(plainOf);
  if (value.kvlistValue) {
    return Object.fromEntries((value.kvlistValue.values ?? []).map((pair: any) => [pair.key, plainOf(pair.value)]));
  }
  if (value.intValue !== undefined) return Number(value.intValue);
  return value.stringValue ?? value.doubleValue ?? value.boolValue ?? '';
}

/** Nanoseconds since the epoch as the tables write times. */
function time(nanos: string): string {
  const [seconds, rest] = [BigInt(nanos) / 1_000_000_000n, BigInt(nanos) % 1_000_000_000n];
  const date = new Date(Number(seconds) * 1000).toISOString();
  return `${date.slice(0, 19).replace('T', ' ')}.${String(rest).padStart(9, '0')}`;
}
