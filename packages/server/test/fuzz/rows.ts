/** The rows that a request stands for, by what docs/server/otlp.md says: one text a row, in the form in which {@link storedRows} reads tables. */
import type { Store } from '../../src/store/store.ts';
import type { Message } from './reference.ts';

/** What a request comes to. */
export interface Expected {
  /** A text a row: its table and all its columns. */
  readonly rows: string[];
  rejected: number;
  /** Whether any record says a time; without one, the same body is not known when it comes again. */
  hasTime: boolean;
}

/** The time in which bodies are sent: what falls into it may be the time of an arrival, and is compared as that. */
export interface Run {
  readonly fromNano: bigint;
  readonly nowNano: () => bigint;
}

type Row = Record<string, unknown>;

const DAY = 86_400_000_000_000n;
const KEPT_DAYS = { traces: 7n, logs: 30n, metrics: 90n };

const list = (message: Message, name: string): Message[] => (message[name] ?? []) as Message[];
const bytes = (message: Message | undefined, name: string): Buffer => (message?.[name] ?? Buffer.alloc(0)) as Buffer;
const big = (message: Message, name: string): bigint => (message[name] ?? 0n) as bigint;
const num = (message: Message | undefined, name: string): number => (message?.[name] ?? 0) as number;
const hex = (text: Buffer | string): string => Buffer.from(text).toString('hex').toUpperCase();
const text = (message: Message | undefined, name: string): string => hex(bytes(message, name));
const id = (buffer: Buffer): string => (buffer.every((byte) => byte === 0) ? '' : hex(buffer.toString('hex')));
const double = (value: number): string => {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return Number.isNaN(value) ? 'nan' : view.getBigUint64(0).toString();
};

/** A value as the text of its column. */
function valueText(value: Message | undefined): Buffer {
  if (value === undefined) return Buffer.alloc(0);
  if ('stringValue' in value) return bytes(value, 'stringValue');
  if ('bytesValue' in value) return Buffer.from(bytes(value, 'bytesValue').toString('base64'));
  const double = value['doubleValue'];
  if (typeof double === 'number' && !Number.isFinite(double)) return Buffer.from(String(double));
  return Buffer.from(Object.keys(value).length === 0 || 'stringValueStrindex' in value ? '' : json(value));
}

function json(value: Message | undefined, depth = 0): string {
  if (depth > 100) throw new Error('nested more than 100 levels deep');
  const [kind, content] = Object.entries(value ?? {})[0] ?? [];
  switch (kind) {
    case 'stringValue':
      return JSON.stringify((content as Buffer).toString());
    case 'bytesValue':
      return JSON.stringify((content as Buffer).toString('base64'));
    case 'boolValue':
    case 'intValue':
      return String(content);
    case 'doubleValue':
      if (!Number.isFinite(content)) return JSON.stringify(String(content));
      return Object.is(content, -0) ? '-0' : String(content);
    case 'arrayValue':
      return `[${list(content as Message, 'values')
        .map((one) => json(one, depth + 1))
        .join(',')}]`;
    case 'kvlistValue': {
      const entries = new Map(
        list(content as Message, 'values').map((entry) => [
          bytes(entry, 'key').toString(),
          json(entry['value'] as Message | undefined, depth + 1),
        ]),
      );
      const sorted = [...entries].toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      return `{${sorted.map(([key, shown]) => `${JSON.stringify(key)}:${shown}`).join(',')}}`;
    }
    default:
      return 'null';
  }
}

/** Attributes: sorted by bytes, the last of equal keys. */
function map(message: Message | undefined, name = 'attributes', left: readonly string[] = []): unknown {
  const entries = new Map(
    list(message ?? {}, name).map((entry) => [
      text(entry, 'key'),
      hex(valueText(entry['value'] as Message | undefined)),
    ]),
  );
  for (const key of left) entries.delete(hex(key));
  return [...entries].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** Instants that a column holds; the last one where it is later. */
const LAST = 2n ** 63n - 1n;
const clamped = (nanos: bigint): string => String(nanos > LAST ? LAST : nanos);

function frame(outer: Message, inner: Message): Row {
  const [resource, scope] = [outer['resource'], inner['scope']] as (Message | undefined)[];
  const service = list(resource ?? {}, 'attributes').findLast(
    (one) => bytes(one, 'key').toString('latin1') === 'service.name',
  );
  return {
    ResourceAttributes: map(resource, 'attributes', ['sightglass.project']),
    ResourceSchemaUrl: text(outer, 'schemaUrl'),
    ServiceName: hex(valueText(service?.['value'] as Message | undefined)),
    ScopeName: text(scope, 'name'),
    ScopeVersion: text(scope, 'version'),
    ScopeAttributes: map(scope),
    ScopeSchemaUrl: text(inner, 'schemaUrl'),
  };
}

const KINDS = ['Unspecified', 'Internal', 'Server', 'Client', 'Producer', 'Consumer'];
const STATUSES = ['Unset', 'Ok', 'Error'];

function spanRow(span: Message): Row | undefined {
  const [trace, own, parent] = [bytes(span, 'traceId'), bytes(span, 'spanId'), bytes(span, 'parentSpanId')];
  if (trace.length !== 16 || id(trace) === '' || own.length !== 8 || id(own) === '') return undefined;
  if (parent.length !== 0 && parent.length !== 8) return undefined;
  const status = span['status'] as Message | undefined;
  const start = big(span, 'startTimeUnixNano');
  const took = start === 0n ? 0n : big(span, 'endTimeUnixNano') - start;
  const [events, links] = [list(span, 'events'), list(span, 'links')];
  return {
    TraceId: id(trace),
    SpanId: id(own),
    ParentSpanId: id(parent),
    TraceState: text(span, 'traceState'),
    SpanName: text(span, 'name'),
    SpanKind: hex(KINDS[num(span, 'kind')] ?? 'Unspecified'),
    SpanAttributes: map(span),
    Duration: String(took < 0n ? 0n : took),
    StatusCode: hex(STATUSES[num(status, 'code')] ?? 'Unset'),
    StatusMessage: text(status, 'message'),
    Flags: String(num(span, 'flags')),
    DroppedAttributes: String(num(span, 'droppedAttributesCount')),
    DroppedEvents: String(num(span, 'droppedEventsCount')),
    DroppedLinks: String(num(span, 'droppedLinksCount')),
    'Events.Timestamp': events.map((event) => clamped(big(event, 'timeUnixNano'))),
    'Events.Name': events.map((event) => text(event, 'name')),
    'Events.Attributes': events.map((event) => map(event)),
    'Links.TraceId': links.map((link) => id(bytes(link, 'traceId'))),
    'Links.SpanId': links.map((link) => id(bytes(link, 'spanId'))),
    'Links.TraceState': links.map((link) => text(link, 'traceState')),
    'Links.Attributes': links.map((link) => map(link)),
  };
}

function logRow(record: Message): Row | undefined {
  const [trace, span] = [bytes(record, 'traceId'), bytes(record, 'spanId')];
  if ((trace.length !== 0 && trace.length !== 16) || (span.length !== 0 && span.length !== 8)) return undefined;
  const severity = num(record, 'severityNumber');
  return {
    TraceId: id(trace),
    SpanId: id(span),
    TraceFlags: String(num(record, 'flags') & 255),
    SeverityText: text(record, 'severityText'),
    SeverityNumber: String(severity > 24 ? 0 : severity),
    Body: hex(valueText(record['body'] as Message | undefined)),
    LogAttributes: map(record),
    EventName: text(record, 'eventName'),
  };
}

const sumOf = (counts: readonly bigint[]): bigint => counts.reduce((sum, count) => sum + count, 0n);

function pointRow(kind: string, point: Message, data: Message): Row | undefined {
  const temporality = num(data, 'aggregationTemporality');
  const needsTemporality = kind !== 'gauge' && kind !== 'summary';
  if (needsTemporality && temporality !== 1 && temporality !== 2) return undefined;
  const common: Row = {
    Attributes: map(point),
    StartTimeUnix: clamped(big(point, 'startTimeUnixNano')),
    Flags: String(num(point, 'flags')),
    ...(kind === 'summary' ? {} : exemplarColumns(list(point, 'exemplars'))),
    ...(needsTemporality ? { AggregationTemporality: String(temporality) } : {}),
  };
  switch (kind) {
    case 'gauge':
    case 'sum': {
      const value = double(Number(point['asDouble'] ?? point['asInt'] ?? 0));
      return {
        ...common,
        Value: value,
        ...(kind === 'sum' ? { IsMonotonic: String(data['isMonotonic'] === true) } : {}),
      };
    }
    case 'histogram': {
      const counts = (point['bucketCounts'] ?? []) as bigint[];
      const bounds = (point['explicitBounds'] ?? []) as number[];
      if (counts.length !== bounds.length + 1 && counts.length + bounds.length > 0) return undefined;
      if (!bounds.every((bound, i) => !Number.isNaN(bound) && (i === 0 || bound > (bounds[i - 1] ?? NaN))))
        return undefined;
      if (counts.length > 0 && isWrong(big(point, 'count'), counts)) return undefined;
      return { ...common, ...observed(point), BucketCounts: counts.map(String), ExplicitBounds: bounds.map(double) };
    }
    case 'exponentialHistogram':
      return exponentialRow(point, common);
    default: {
      const quantiles = list(point, 'quantileValues');
      return {
        ...common,
        Count: String(big(point, 'count')),
        Sum: double(num(point, 'sum')),
        'ValueAtQuantiles.Quantile': quantiles.map((one) => double(num(one, 'quantile'))),
        'ValueAtQuantiles.Value': quantiles.map((one) => double(num(one, 'value'))),
      };
    }
  }
}

/** Counts beyond what doubles hold are not compared. */
const isWrong = (count: bigint, parts: readonly bigint[]): boolean =>
  count <= BigInt(Number.MAX_SAFE_INTEGER) && sumOf(parts) !== count;

function exponentialRow(point: Message, common: Row): Row | undefined {
  const [positive = {}, negative = {}] = [point['positive'], point['negative']] as (Message | undefined)[];
  const scale = num(point, 'scale');
  if (scale < -10 || scale > 20) return undefined;
  const counts = [positive, negative].map((side) => (side['bucketCounts'] ?? []) as bigint[]);
  const offsets = [positive, negative].map((side) => num(side, 'offset'));
  if (offsets.some((offset, i) => offset + (counts[i]?.length ?? 0) > 0x7fff_ffff)) return undefined;
  if (isWrong(big(point, 'count'), [big(point, 'zeroCount'), ...counts.flat()])) return undefined;
  return {
    ...common,
    ...observed(point),
    Scale: String(scale),
    ZeroCount: String(big(point, 'zeroCount')),
    ZeroThreshold: double(num(point, 'zeroThreshold')),
    PositiveOffset: String(offsets[0]),
    PositiveBucketCounts: counts[0]?.map(String),
    NegativeOffset: String(offsets[1]),
    NegativeBucketCounts: counts[1]?.map(String),
  };
}

const observed = (point: Message): Row => ({
  Count: String(big(point, 'count')),
  Sum: double(num(point, 'sum')),
  Min: double(num(point, 'min')),
  Max: double(num(point, 'max')),
  Present: String(Number('sum' in point) | (Number('min' in point) << 1) | (Number('max' in point) << 2)),
});

const exemplarColumns = (exemplars: Message[]): Row => ({
  'Exemplars.FilteredAttributes': exemplars.map((one) => map(one, 'filteredAttributes')),
  'Exemplars.TimeUnix': exemplars.map((one) => clamped(big(one, 'timeUnixNano'))),
  'Exemplars.Value': exemplars.map((one) => double(Number(one['asDouble'] ?? one['asInt'] ?? 0))),
  'Exemplars.SpanId': exemplars.map((one) => id(bytes(one, 'spanId'))),
  'Exemplars.TraceId': exemplars.map((one) => id(bytes(one, 'traceId'))),
});

const TABLES: Readonly<Record<string, string>> = {
  gauge: 'otel_metrics_gauge',
  sum: 'otel_metrics_sum',
  histogram: 'otel_metrics_histogram',
  exponentialHistogram: 'otel_metrics_exp_histogram',
  summary: 'otel_metrics_summary',
};

/** The tables that are compared. */
const COMPARED: readonly string[] = ['otel_traces', 'otel_logs', ...Object.values(TABLES)];

/** What a decoded request comes to. */
export function expectedOf(signal: 'traces' | 'logs' | 'metrics', request: Message, run: Run): Expected {
  const expected: Expected = { rows: [], rejected: 0, hasTime: false };
  const add = (table: string, column: string, timeNano: bigint, outer: Row, own: Row | undefined): void => {
    const nowNano = run.nowNano();
    const isKept =
      timeNano === 0n || (timeNano >= nowNano - KEPT_DAYS[signal] * DAY && timeNano <= nowNano + DAY / 24n);
    if (own === undefined || !isKept) expected.rejected++;
    else {
      expected.hasTime ||= timeNano !== 0n;
      expected.rows.push(rowText(table, { ...outer, ...own, [column]: arrivalOr(timeNano, run) }));
    }
  };
  if (signal === 'traces') {
    eachRecord(request, ['resourceSpans', 'scopeSpans', 'spans'], (outer, _, span) =>
      add('otel_traces', 'Timestamp', big(span, 'startTimeUnixNano'), outer, spanRow(span)),
    );
  } else if (signal === 'logs') {
    eachRecord(request, ['resourceLogs', 'scopeLogs', 'logRecords'], (outer, _, record) => {
      const time = big(record, 'timeUnixNano') || big(record, 'observedTimeUnixNano');
      add('otel_logs', 'Timestamp', time, outer, logRow(record));
    });
  } else {
    eachRecord(request, ['resourceMetrics', 'scopeMetrics', 'metrics'], (outer, scope, metric) => {
      const kind = Object.keys(TABLES).find((name) => name in metric);
      if (kind === undefined) return;
      const data = metric[kind] as Message;
      const lost = num(scope['scope'] as Message | undefined, 'droppedAttributesCount');
      const head = {
        ...outer,
        MetricName: text(metric, 'name'),
        MetricDescription: text(metric, 'description'),
        MetricUnit: text(metric, 'unit'),
        ScopeDroppedAttrCount: String(lost),
      };
      for (const point of list(data, 'dataPoints')) {
        add(TABLES[kind] ?? '', 'TimeUnix', big(point, 'timeUnixNano'), head, pointRow(kind, point, data));
      }
    });
  }
  return expected;
}

function eachRecord(
  request: Message,
  [outerName, innerName, name]: readonly [string, string, string],
  onRecord: (frame: Row, scope: Message, record: Message) => void,
): void {
  for (const outer of list(request, outerName)) {
    for (const inner of list(outer, innerName)) {
      const shared = frame(outer, inner);
      for (const record of list(inner, name)) onRecord(shared, inner, record);
    }
  }
}

const arrivalOr = (timeNano: bigint, run: Run): string =>
  timeNano === 0n || (timeNano >= run.fromNano && timeNano <= run.nowNano()) ? 'arrival' : clamped(timeNano);

const rowText = (table: string, row: Row): string =>
  `${table} ${JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`;

/** All rows of the tables, as texts. */
export async function storedRows(store: Store, run: Run): Promise<string[]> {
  const found: string[] = [];
  for (const table of COMPARED) {
    const { rows: columns } = await store.query<{ name: string; type: string }>(
      `SELECT name, type FROM system.columns WHERE database = 'otel' AND table = {table:String} AND default_kind NOT IN ('MATERIALIZED', 'ALIAS')`,
      { table },
    );
    const select = columns.map(({ name, type }) => `${shown(`\`${name}\``, type)} AS \`_${name}\``).join(', ');
    const { rows } = await store.query<Row>(`SELECT ${select} FROM otel.${table}`, {}, { maxMs: 120_000 });
    for (const row of rows) {
      const own = Object.fromEntries(Object.entries(row).map(([name, value]) => [name.slice(1), value]));
      for (const column of ['Timestamp', 'TimeUnix']) {
        if (column in own) own[column] = arrivalOr(BigInt(own[column] as string), run);
      }
      found.push(rowText(table, own));
    }
  }
  return found;
}

/** A column as texts that hold it exactly, whatever bytes stand in it. */
function shown(column: string, type: string): string {
  if (/^(LowCardinality\()?String/.test(type)) return `hex(${column})`;
  if (type.startsWith('DateTime64')) return `toString(toUnixTimestamp64Nano(${column}))`;
  if (type === 'Float64') return `if(isNaN(${column}), 'nan', toString(reinterpretAsUInt64(${column})))`;
  if (type.startsWith('Map')) return `arrayMap((k, v) -> [hex(k), hex(v)], mapKeys(${column}), mapValues(${column}))`;
  if (type.startsWith('Array')) return `arrayMap(x -> ${shown('x', type.slice(6, -1))}, ${column})`;
  return `toString(${column})`;
}
