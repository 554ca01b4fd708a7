import { parse } from 'protobufjs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { REFUSED, run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';

let sink: Sink;
beforeEach(async () => {
  sink = await startSink();
});
afterEach(() => sink.close());

const idle = (env: Readonly<Record<string, string>>, agent?: '--import'): Promise<Ended> =>
  run('idle.mjs', { agent: agent ?? '--import', env: { SIGHTGLASS_ENDPOINT: sink.url, ...env } });
const paths = (): string[] => [...new Set(sink.requests.map(({ path }) => path))].sort((a, b) => a.localeCompare(b));

/** The fields of opentelemetry/proto/trace/v1/trace.proto that the test reads, by their numbers. */
const TRACE_PROTO = `
syntax = "proto3";
message Request { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { repeated Span spans = 2; }
message Span { bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6; repeated KeyValue attributes = 9; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { string string_value = 1; int64 int_value = 3; }
`;

test('speaks protobuf unless told otherwise', async () => {
  await idle({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_SERVICE_NAME: 'by-protobuf' });

  const request = sink.requests.find(({ path }) => path === '/v1/traces');
  expect(request?.headers['content-type']).toBe('application/x-protobuf');
  const decoded = parse(TRACE_PROTO, { keepCase: false }).root.lookupType('Request').decode(request!.body);
  const { resourceSpans } = decoded.toJSON() as {
    resourceSpans: {
      resource: { attributes: { key: string; value: { stringValue: string } }[] };
      scopeSpans: { spans: { name: string; kind?: number; traceId: string }[] }[];
    }[];
  };
  const attributes = new Map(resourceSpans[0]?.resource.attributes.map(({ key, value }) => [key, value.stringValue]));
  expect(attributes.get('service.name')).toBe('by-protobuf');
  const spans = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans));
  expect(spans.map(({ name }) => name).sort((a, b) => a.localeCompare(b))).toEqual(['by hand', 'GET', 'GET']);
  expect(spans.every(({ traceId }) => Buffer.from(traceId, 'base64').length === 16)).toBe(true);
});

test('sends its key and the headers of OTEL_EXPORTER_OTLP_HEADERS, compressed on request', async () => {
  const hidden = await startSink();
  await idle({
    SIGHTGLASS_KEY: 'k-123',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-team=shop,x-part=all',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'x-part=traces',
    OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip',
  });
  await hidden.close();

  const headers = sink.requests.find(({ path }) => path === '/v1/traces')?.headers;
  expect(headers).toMatchObject({
    'x-sightglass-key': 'k-123',
    'x-team': 'shop',
    'x-part': 'traces',
    'content-encoding': 'gzip',
  });
  expect(sink.requests.find(({ path }) => path === '/v1/metrics')?.headers['x-part']).toBe('all');
  expect(sink.spans.map(({ name }) => name)).toContain('by hand');
});

test('OTEL_* wins over SIGHTGLASS_*, by signal first', async () => {
  const other = await startSink();
  await idle({
    OTEL_EXPORTER_OTLP_ENDPOINT: other.url,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${sink.url}/here/for/traces`,
    OTEL_SERVICE_NAME: 'otel',
    SIGHTGLASS_SERVICE: 'ours',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test,team=a%20b',
    SIGHTGLASS_RELEASE: '1.2.3',
  });

  expect(paths()).toEqual(['/here/for/traces']);
  expect(other.requests.map(({ path }) => path)).toContain('/v1/metrics');
  expect(sink.spans[0]?.resource).toMatchObject({
    'service.name': 'otel',
    'service.version': '1.2.3',
    'deployment.environment.name': 'test',
    team: 'a b',
  });
  await other.close();
});

test.each([
  [{ OTEL_SDK_DISABLED: 'true' }, []],
  [{ OTEL_TRACES_EXPORTER: 'none' }, ['/v1/metrics']],
  [{ OTEL_METRICS_EXPORTER: 'none' }, ['/v1/traces']],
  [{ OTEL_TRACES_SAMPLER: 'always_off' }, ['/v1/metrics']],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, ['/v1/metrics']],
  [{ SIGHTGLASS_SAMPLE_RATIO: '0' }, ['/v1/metrics']],
])('%o leaves %o to send', async (env, expected) => {
  await idle(env);
  expect(paths()).toEqual(expected);
});

test('sends the same metrics with SIGHTGLASS_METRICS=stock', async () => {
  // Those of the machinery depend on how long the program ran.
  const names = (): string[] => {
    const own = sink.metrics.map(({ name }) => name).filter((name) => name.startsWith('http.'));
    return [...new Set(own)].sort((a, b) => a.localeCompare(b));
  };
  await idle({});
  const own = names();
  sink.metrics.length = 0;
  await idle({ SIGHTGLASS_METRICS: 'stock' });
  expect(own).toContain('http.server.request.duration');
  expect(own).toEqual(names());
});

test('tells on each span how many it stands for', async () => {
  for (let tries = 0; tries < 20 && sink.spans.length === 0; tries++) await idle({ SIGHTGLASS_SAMPLE_RATIO: '0.5' });
  expect(sink.spans.length).toBeGreaterThan(0);
  const states = sink.spans.map((span) => (span as unknown as { traceState?: string }).traceState);
  expect([...new Set(states)]).toEqual(['ot=th:8']);
});

test('cuts attributes as OTEL_SPAN_ATTRIBUTE_* say', async () => {
  await idle({ OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '3', OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '3' });
  expect(sink.spans.find(({ name }) => name === 'by hand')?.attributes).toEqual({ a: 1, b: 'two', long: 'abc' });
});

test('does not carry a trace on with OTEL_PROPAGATORS=none', async () => {
  await idle({ OTEL_PROPAGATORS: 'none' });
  const parents = sink.spans.map(({ parentSpanId }) => parentSpanId);
  expect(parents).toEqual(['', '', '']);
});

test('leaves out what OTEL_NODE_RESOURCE_DETECTORS does not name', async () => {
  await idle({ OTEL_NODE_RESOURCE_DETECTORS: 'host' });
  expect(sink.spans[0]?.resource).toHaveProperty('host.name');
  expect(sink.spans[0]?.resource).not.toHaveProperty('process.pid');
});

test('wrong variables change nothing of the program and are told only to who asks', async () => {
  const wrong = {
    SIGHTGLASS_SAMPLE_RATIO: '7',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'smoke',
    OTEL_EXPORTER_OTLP_TIMEOUT: 'soon',
    OTEL_TRACES_SAMPLER: 'sometimes',
    OTEL_PROPAGATORS: 'pigeon',
    OTEL_BSP_SCHEDULE_DELAY: '-1',
    OTEL_RESOURCE_ATTRIBUTES: '=,=',
    OTEL_METRIC_EXPORT_INTERVAL: 'never',
  };
  const quiet = await idle(wrong);
  expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(paths()).toEqual(['/v1/metrics', '/v1/traces']);

  const loud = await idle({ ...wrong, OTEL_LOG_LEVEL: 'warn' });
  expect(loud).toMatchObject({ code: 0, stdout: '' });
  for (const variable of Object.keys(wrong).filter((name) => name !== 'OTEL_RESOURCE_ATTRIBUTES')) {
    expect(loud.stderr).toContain(variable);
  }
});

test('tells once, to who asks, that the receiver is away', async () => {
  const ended = await idle({ SIGHTGLASS_ENDPOINT: REFUSED, OTEL_LOG_LEVEL: 'warn' });
  expect(ended.stderr).toMatch(
    new RegExp(`^sightglass warn: cannot deliver (?:metrics|traces) to ${REFUSED}: connect ECONNREFUSED .*\\n$`),
  );
});

test('prints nothing on stdout even when asked for everything', async () => {
  const ended = await idle({ OTEL_LOG_LEVEL: 'all' });
  expect(ended.stdout).toBe('');
});
