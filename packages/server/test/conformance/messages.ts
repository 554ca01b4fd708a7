/** Bodies of OTLP made without any code of the server: plain objects, protobufjs, and the JSON that senders write. */
import { randomBytes } from 'node:crypto';
import { encode, type RequestName } from '../otlp/encode.ts';
import { toJson } from '../otlp/to-json.ts';

export type Signal = 'traces' | 'logs' | 'metrics';
export const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

const REQUESTS: Readonly<Record<Signal, RequestName>> = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
};

/** A message as protobuf. */
export const protobuf = (signal: Signal, message: object): Buffer => encode(REQUESTS[signal], message);

/** A message as OTLP/JSON. */
export const json = (message: object): string =>
  JSON.stringify(toJson(message, { numbers: false, upperHex: false, urlSafeBase64: false }));

let instants = 0n;
/** Now, in nanoseconds, less some seconds; never the same twice, as the same body again would be known, and not stored. */
export const nanos = (secondsAgo = 0): bigint =>
  (BigInt(Date.now()) - BigInt(Math.round(secondsAgo * 1000))) * 1_000_000n + ++instants;

/** An attribute of text. */
export const text = (key: string, stringValue: string): object => ({ key, value: { stringValue } });

export const hex = (id: Uint8Array): string => Buffer.from(id).toString('hex');
export const freshTraceId = (): Uint8Array => new Uint8Array(randomBytes(16));
export const freshSpanId = (): Uint8Array => new Uint8Array(randomBytes(8));

let names = 0;
/** A name that no other test of the file has. */
export const fresh = (what: string): string => `${what}-${++names}`;

export const resource = (service: string): object => ({ attributes: [text('service.name', service)] });

/** A span of now. */
export function span(given: object = {}): Record<string, unknown> {
  const startTimeUnixNano = nanos(1);
  return {
    traceId: freshTraceId(),
    spanId: freshSpanId(),
    name: 'work',
    kind: 2,
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + 5_000_000n,
    ...given,
  };
}

/** A request of spans of one service. */
export function spans(list: readonly object[], service = 'conformance', more: object = {}): object {
  return { resourceSpans: [{ resource: resource(service), scopeSpans: [{ spans: list }], ...more }] };
}

/** A log record of now. */
export const record = (given: object = {}): Record<string, unknown> => ({
  timeUnixNano: nanos(1),
  severityNumber: 9,
  body: { stringValue: 'hello' },
  ...given,
});

/** A request of log records of one service. */
export const records = (list: readonly object[], service = 'conformance'): object => ({
  resourceLogs: [{ resource: resource(service), scopeLogs: [{ logRecords: list }] }],
});

/** A request of metrics of one service. */
export const metrics = (list: readonly object[], service = 'conformance'): object => ({
  resourceMetrics: [{ resource: resource(service), scopeMetrics: [{ metrics: list }] }],
});

/** A gauge with one point of now. */
export const gauge = (name: string, point: object = {}): object => ({
  name,
  gauge: { dataPoints: [{ timeUnixNano: nanos(1), asDouble: 1.5, ...point }] },
});

/** One record of a signal, and how it is asked for. */
export function single(signal: Signal, service: string): object {
  if (signal === 'traces') return spans([span()], service);
  if (signal === 'logs') return records([record()], service);
  return metrics([gauge(`${service}.gauge`)], service);
}

/** A length-delimited field of protobuf, of a number below 16 and less than 128 bytes; for what protobufjs does not write. */
export const field = (number: number, content: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from([number * 8 + 2, content.length]), content]);

/** A field of any length and number. */
export function longField(number: number, content: Uint8Array): Buffer {
  return Buffer.concat([varint(number * 8 + 2), varint(content.length), content]);
}

/** A variable-length number below 2^31. */
export function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}
