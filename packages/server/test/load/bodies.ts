/**
 * Bodies of all signals whose records carry a number each, so that every one of them can be counted in every table that it belongs to.
 * Their times lie in the minutes before now, so that the minutes of roll-ups are filled by many bodies, over many spools.
 */
import { encode, type RequestName } from '../otlp/encode.ts';
import { toJson } from '../otlp/to-json.ts';

export const SIGNALS = ['traces', 'logs', 'metrics'] as const;
export type Signal = (typeof SIGNALS)[number];
export type Encoding = 'protobuf' | 'json';

/** A body, ready to be sent as often as it takes. */
export interface Body {
  number: number;
  signal: Signal;
  type: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Attributes that carry the number of the body, and of the record within it. */
export const BODY = 'load.body';
export const RECORD = 'load.record';

/** Service of all records. */
export const SERVICE = 'load';

/** Records of a body, by table of telemetry. */
export const SPANS = 25;
export const PLAIN_LINES = 6;
export const EVENTS = 8;

/** Those of them that are pieces of recordings, which are not kept as log records. */
export const CHUNKS = 2;
export const POINTS = 3;

const MINUTES = 4;

interface Attribute {
  key: string;
  value: object;
}

const text = (key: string, value: string): Attribute => ({ key, value: { stringValue: value } });
const numbers = (body: number, record: number): Attribute[] => [
  { key: BODY, value: { intValue: BigInt(body) } },
  { key: RECORD, value: { intValue: BigInt(record) } },
];
const ids = (length: number, body: number, record: number): Buffer => {
  const id = Buffer.alloc(length);
  id.writeUInt32BE(body, 0);
  id.writeUInt32BE(record + 1, length - 4);
  return id;
};

/** A UUIDv7 of a record. https://www.rfc-editor.org/rfc/rfc9562#name-uuid-version-7 */
function uidOf(ms: number, body: number, record: number): string {
  const hex = (value: number, digits: number): string => value.toString(16).padStart(digits, '0');
  const time = hex(ms, 12);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(record, 3)}-8000-${hex(body, 12)}`;
}

const spansOf = (number: number, nano: bigint): object[] =>
  Array.from({ length: SPANS }, (_, i) => ({
    traceId: ids(16, number, 0),
    spanId: ids(8, number, i),
    ...(i === 0 ? {} : { parentSpanId: ids(8, number, 0) }),
    // Each fourth trace stands for two.
    ...(number % 4 === 0 ? { traceState: 'ot=th:8' } : {}),
    name: `operation ${i % 3}`,
    kind: i % 5 === 0 ? 2 : 1,
    startTimeUnixNano: nano + BigInt(i),
    endTimeUnixNano: nano + BigInt(i + 1000 * (1 + ((number * 7919) % 1_000_000))),
    attributes: [...numbers(number, i), text('http.route', `/route/${i % 2}`)],
    status: { code: i % 10 === 0 ? 2 : 0 },
  }));

/** Log records, with events for every table that is filled from logs; every other one with a uid. */
function linesOf(number: number, nano: bigint): [scope: string, records: object[]][] {
  const ms = Number(nano / 1_000_000n);
  const record = (i: number, eventName: string, attributes: Attribute[]): object => ({
    timeUnixNano: nano + BigInt(i),
    severityNumber: 9,
    body: { stringValue: `line ${i} of body ${number}` },
    eventName,
    attributes: [
      ...numbers(number, i),
      ...(i % 2 === 0 ? [text('log.record.uid', uidOf(ms, number, i))] : []),
      text('url.path', `/${number}/${i}`),
      ...attributes,
    ],
  });
  const plain = Array.from({ length: PLAIN_LINES }, (_, i) => record(i, '', []));
  const at = PLAIN_LINES;
  const props = text('sightglass.props', JSON.stringify({ body: String(number) }));
  const vital = [text('browser.web_vital.name', 'lcp'), text('browser.web_vital.value', String(number))];
  const person = [
    text('enduser.pseudo.id', `anonymous ${number}`),
    text('user.id', `user ${number}`),
    text('sightglass.traits', JSON.stringify({ body: String(number) })),
  ];
  const chunk = [text('session.id', 's'), text('sightglass.replay.id', 'r'), text('sightglass.replay.seq', '1')];
  return [
    ['plain', plain],
    ['@sightglass/usage', [record(at, 'cart.filled', [props]), record(at + 1, 'cart.filled', [props])]],
    [
      'others',
      [
        record(at + 2, 'deployment.finished', []),
        record(at + 3, 'deployment.finished', []),
        record(at + 4, 'browser.web_vital', vital),
        record(at + 5, 'user.identify', person),
        record(at + 6, 'sightglass.replay.chunk', chunk),
        record(at + 7, 'sightglass.replay.chunk', chunk),
      ],
    ],
  ];
}

/** One metric for each table of metrics. */
function metricsOf(number: number, nano: bigint): object[] {
  const points = (more: object): object[] =>
    Array.from({ length: POINTS }, (_, i) => ({
      attributes: numbers(number, i),
      startTimeUnixNano: nano - 1_000_000n,
      timeUnixNano: nano + BigInt(i),
      ...more,
    }));
  const buckets = { offset: 0, bucketCounts: [3n] };
  return [
    { name: 'load.gauge', gauge: { dataPoints: points({ asDouble: number }) } },
    { name: 'load.sum', sum: { aggregationTemporality: 1, isMonotonic: true, dataPoints: points({ asInt: 1n }) } },
    {
      name: 'load.histogram',
      histogram: {
        aggregationTemporality: 1,
        dataPoints: points({ count: 3n, sum: 6, bucketCounts: [1n, 2n], explicitBounds: [2] }),
      },
    },
    {
      name: 'load.exponential',
      exponentialHistogram: {
        aggregationTemporality: 1,
        dataPoints: points({ count: 3n, sum: 6, scale: 0, zeroCount: 0n, positive: buckets }),
      },
    },
    {
      name: 'load.summary',
      summary: { dataPoints: points({ count: 3n, sum: 6, quantileValues: [{ quantile: 0.5, value: 2 }] }) },
    },
  ];
}

const resource = { attributes: [text('service.name', SERVICE)] };

const MESSAGES: Readonly<Record<Signal, [RequestName, (number: number, nano: bigint) => object]>> = {
  traces: [
    'ExportTraceServiceRequest',
    (number, nano) => ({ resourceSpans: [{ resource, scopeSpans: [{ spans: spansOf(number, nano) }] }] }),
  ],
  logs: [
    'ExportLogsServiceRequest',
    (number, nano) => ({
      resourceLogs: [
        { resource, scopeLogs: linesOf(number, nano).map(([name, logRecords]) => ({ scope: { name }, logRecords })) },
      ],
    }),
  ],
  metrics: [
    'ExportMetricsServiceRequest',
    (number, nano) => ({ resourceMetrics: [{ resource, scopeMetrics: [{ metrics: metricsOf(number, nano) }] }] }),
  ],
};

/** Body number `number`, made at `nowMs`. */
export function bodyOf(number: number, signal: Signal, encoding: Encoding, nowMs: number): Body {
  const [name, message] = MESSAGES[signal];
  const content = message(number, BigInt(nowMs - (number % MINUTES) * 60_000) * 1_000_000n);
  if (encoding === 'protobuf') {
    return { number, signal, type: 'application/x-protobuf', bytes: new Uint8Array(encode(name, content)) };
  }
  const json = JSON.stringify(toJson(content, { numbers: false, upperHex: false, urlSafeBase64: false }));
  return { number, signal, type: 'application/json', bytes: new TextEncoder().encode(json) };
}
