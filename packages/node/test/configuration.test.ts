import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';

let folder: string;
let sink: Sink;
beforeAll(() => {
  folder = temporaryFolder('configuration');
});
afterAll(() => removeFolder(folder));
beforeEach(async () => {
  sink = await startSink();
});
afterEach(() => sink.close());

const withFile = (text: string, env: Readonly<Record<string, string>> = {}): Promise<Ended> => {
  const file = join(folder, 'otel.yaml');
  writeFileSync(file, text);
  return run('idle.mjs', { agent: '--import', env: { OTEL_CONFIG_FILE: file, COLLECTOR: sink.url, ...env } });
};
const paths = (): string[] => [...new Set(sink.requests.map(({ path }) => path))].sort((a, b) => a.localeCompare(b));

const TRACES = `
tracer_provider:
  processors:
    - batch:
        exporter:
          otlp_http: { endpoint: "\${COLLECTOR}/from/the/file" }
`;

test('says where and how everything is sent, with variables in it', async () => {
  const ended = await withFile(
    `
file_format: "1.0"
resource:
  attributes_list: deployment.environment.name=test,team=list
  attributes:
    - { name: service.name, value: "\${NAME:-unnamed}" }
    - { name: team, value: shop }
    - { name: answer, value: 42 }
propagator: { composite: [{ tracecontext: }] }
attribute_limits: { attribute_value_length_limit: 3 }
tracer_provider:
  sampler: { parent_based: { root: { trace_id_ratio_based: { ratio: 1 } } } }
  limits: { attribute_count_limit: 2 }
  processors:
    - batch:
        schedule_delay: 60000 # all in one body, which is worth packing
        exporter:
          otlp_http:
            endpoint: \${COLLECTOR}/from/the/file
            compression: gzip
            headers: [{ name: x-team, value: "a b" }]
            headers_list: x-list=1
meter_provider:
  readers:
    - periodic: { interval: 100, exporter: { otlp_http: { endpoint: "\${COLLECTOR}/v1/metrics", encoding: json } } }
`,
    { NAME: 'named', OTEL_SERVICE_NAME: 'not read', OTEL_TRACES_EXPORTER: 'none' },
  );
  expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(paths()).toEqual(['/from/the/file', '/v1/metrics']);
  const request = sink.requests.find(({ path }) => path === '/from/the/file');
  expect(request?.headers).toMatchObject({ 'content-encoding': 'gzip', 'x-team': 'a b', 'x-list': '1' });
  expect(sink.requests.find(({ path }) => path === '/v1/metrics')?.headers['content-type']).toBe('application/json');
  const [span] = sink.spans.filter(({ name }) => name === 'by hand');
  expect(span?.attributes).toEqual({ a: 1, b: 'two' });
  expect(span?.resource).toMatchObject({
    'service.name': 'named',
    team: 'shop',
    answer: 42,
    'deployment.environment.name': 'test',
  });
});

test.each([
  ['always_on', 3],
  ['always_off', 0],
])('its sampler %s keeps %d spans', async (sampler, spans) => {
  await withFile(`file_format: "1.0"${TRACES}  sampler: { ${sampler}: }\n`);
  expect(sink.spans).toHaveLength(spans);
});

test('what is not in it is not sent, and SIGHTGLASS_* fills in what it does not say', async () => {
  await withFile(`file_format: "1.1"${TRACES}`, { SIGHTGLASS_SERVICE: 'ours', SIGHTGLASS_KEY: 'k' });
  expect(paths()).toEqual(['/from/the/file']);
  expect(sink.spans[0]?.resource['service.name']).toBe('ours');
  expect(sink.requests[0]?.headers['x-sightglass-key']).toBe('k');
});

test('tells in one line what it names and this agent does not do, and does the rest', async () => {
  const ended = await withFile(`
file_format: "1.0"
log_level: warn
tracer_provider:
  sampler: { parent_based: { root: { always_on: }, remote_parent_sampled: { always_off: } } }
  processors:
    - batch: { max_queue_size: 10, exporter: { otlp_http: { endpoint: "\${COLLECTOR}/v1/traces" } } }
    - batch: { exporter: { otlp_grpc: { endpoint: "http://localhost:4317" } } }
meter_provider:
  readers:
    - pull: { exporter: { "prometheus/development": { port: 9464 } } }
`);
  expect(ended).toMatchObject({ code: 0, stdout: '' });
  const [line, ...others] = ended.stderr.trimEnd().split('\n');
  expect(others).toEqual([]);
  for (const path of [
    'tracer_provider.sampler.parent_based.remote_parent_sampled.always_off',
    'tracer_provider.processors[0].batch.max_queue_size',
    'tracer_provider.processors[1].batch.exporter.otlp_grpc',
    'meter_provider.readers[0].pull',
  ]) {
    expect(line).toContain(path);
  }
  expect(sink.spans).toHaveLength(3);
});

test.each([
  ['no YAML', 'file_format: "1.0\n'],
  ['another form', 'file_format: "1.0"\ntracer_provider: []\n'],
  ['another version', 'file_format: "7.0"\n'],
])('with %s in it nothing is sent, the program runs on, and one line says why', async (_what, text) => {
  const quiet = await withFile(text);
  expect(quiet).toMatchObject({ code: 0, stdout: '', stderr: '' });
  expect(sink.requests).toEqual([]);
  const loud = await withFile(text, { SIGHTGLASS_DEBUG: 'true' });
  expect(loud.stderr).toMatch(/sightglass error: OTEL_CONFIG_FILE .*otel\.yaml cannot be used, and nothing is sent/);
});

test('can switch everything off', async () => {
  await withFile(`file_format: "1.0"\ndisabled: true${TRACES}`);
  expect(sink.requests).toEqual([]);
});
