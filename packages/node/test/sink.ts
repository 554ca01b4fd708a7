import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import protobuf from 'protobufjs';

/** What one OTLP/JSON attribute list says, as a plain object. */
export type Plain = Record<string, unknown>;

export interface SinkSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { code?: number; message?: string };
  readonly attributes: Plain;
  readonly events: { name: string; attributes: Plain }[];
  readonly scope: string;
  readonly resource: Plain;
}

export interface SinkLog {
  readonly traceId: string;
  readonly spanId: string;
  readonly body: unknown;
  readonly severityNumber: number;
  readonly severityText: string;
  readonly attributes: Plain;
  readonly scope: string;
  readonly resource: Plain;
}

export interface SinkMetric {
  readonly name: string;
  readonly unit: string;
  readonly points: { attributes: Plain; value: number; count: number }[];
  readonly scope: string;
  readonly resource: Plain;
}

export interface SinkRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
}

export type SinkMode = 'up' | 'hanging';

/** A receiver of OTLP over HTTP that keeps what it gets, and reads it into spans, logs and metrics. */
export interface Sink {
  readonly url: string;
  readonly requests: SinkRequest[];
  readonly spans: SinkSpan[];
  readonly logs: SinkLog[];
  readonly metrics: SinkMetric[];
  /** Answers that are given before the ordinary 200, one a request. */
  readonly answers: { status: number; headers?: Record<string, string>; body?: string }[];
  close(): Promise<void>;
}

export async function startSink(mode: SinkMode = 'up'): Promise<Sink> {
  const sink = { requests: [], spans: [], logs: [], metrics: [], answers: [] } as unknown as Sink;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      if (mode === 'hanging') return;
      const raw = Buffer.concat(parts);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      const answer = sink.answers.shift();
      const path = (request.url ?? '').replace(/\?.*/, '');
      sink.requests.push({ path, headers: request.headers, body });
      const isJson = request.headers['content-type'] === 'application/json';
      if (answer === undefined) keep(sink, isJson ? JSON.parse(body.toString()) : decoded(request.url ?? '', body));
      response.writeHead(answer?.status ?? 200, {
        'content-type': request.headers['content-type'],
        ...answer?.headers,
      });
      response.end(answer?.body ?? (isJson ? '{}' : ''));
    });
    request.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(sink, {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<unknown>((resolve) => server.close(resolve));
    },
  });
}

// The messages as they are published, which the server's tests hold.
const { root } = protobuf.parse(readFileSync(new URL('../../server/test/otlp/otlp.proto', import.meta.url), 'utf8'));

/** A body of protobuf as JSON says the same, ids in hexadecimal. */
function decoded(url: string, body: Buffer): unknown {
  const signal = /\/v1\/(traces|logs|metrics)/.exec(url)?.[1] ?? 'traces';
  const type = root.lookupType(
    `Export${signal === 'traces' ? 'Trace' : signal === 'logs' ? 'Logs' : 'Metrics'}ServiceRequest`,
  );
  const plainRequest = type.toObject(type.decode(body), { longs: String, bytes: String });
  return JSON.parse(
    JSON.stringify(plainRequest, (name, field: unknown) =>
      /^(traceId|spanId|parentSpanId)$/.test(name) ? Buffer.from(String(field), 'base64').toString('hex') : field,
    ),
  );
}

/* eslint-disable typescript/no-explicit-any -- OTLP/JSON as it comes */
function keep(sink: Sink, body: any): void {
  for (const { resource, scopeSpans = [], scopeLogs = [], scopeMetrics = [] } of [
    ...(body.resourceSpans ?? []),
    ...(body.resourceLogs ?? []),
    ...(body.resourceMetrics ?? []),
  ]) {
    const of = plain(resource?.attributes);
    for (const { scope, spans } of scopeSpans) {
      for (const span of spans) {
        sink.spans.push({
          ...span,
          parentSpanId: span.parentSpanId ?? '',
          status: { code: 0, ...span.status },
          attributes: plain(span.attributes),
          events: (span.events ?? []).map((event: any) => ({ name: event.name, attributes: plain(event.attributes) })),
          scope: scope.name,
          resource: of,
        });
      }
    }
    for (const { scope, logRecords } of scopeLogs) {
      for (const log of logRecords) {
        sink.logs.push({
          ...log,
          body: value(log.body),
          attributes: plain(log.attributes),
          scope: scope.name,
          resource: of,
        });
      }
    }
    for (const { scope, metrics } of scopeMetrics) {
      for (const metric of metrics) {
        const data = metric.sum ?? metric.gauge ?? metric.histogram ?? metric.exponentialHistogram;
        sink.metrics.push({
          name: metric.name,
          unit: metric.unit,
          scope: scope.name,
          resource: of,
          points: data.dataPoints.map((point: any) => ({
            attributes: plain(point.attributes),
            value: Number(point.asInt ?? point.asDouble ?? point.sum ?? 0),
            count: Number(point.count ?? 0),
          })),
        });
      }
    }
  }
}

function plain(attributes: any[] = []): Plain {
  return Object.fromEntries(attributes.map((one) => [one.key, value(one.value)]));
}

function value(any: any): unknown {
  if (any === undefined || any === null) return undefined;
  if (any.stringValue !== undefined) return any.stringValue;
  if (any.intValue !== undefined) return Number(any.intValue);
  if (any.doubleValue !== undefined) return any.doubleValue;
  if (any.boolValue !== undefined) return any.boolValue;
  if (any.arrayValue !== undefined) return (any.arrayValue.values ?? []).map(value);
  if (any.kvlistValue !== undefined) return plain(any.kvlistValue.values);
  return null;
}
/* eslint-enable typescript/no-explicit-any */
