import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './run.ts';
import type { Ended } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink, SinkSpan } from './sink.ts';

const SERVER = 2;
const CLIENT = 3;
const INTERNAL = 1;
const ERROR = 2;

describe.each([
  { program: 'services.mjs', agent: '--import' },
  { program: 'services.mjs', agent: '--require' },
  { program: 'services.cjs', agent: '--import' },
  { program: 'services.cjs', agent: '--require' },
  { program: 'services.mjs', agent: '--import', node: 'without-sync-hooks' },
] as const)('$program preloaded by $agent $node', ({ program, agent, ...on }) => {
  const node: Record<string, string> = 'node' in on ? { NODE_OPTIONS: `--import ./${on.node}.mjs` } : {};

  let sink: Sink;
  let plain: Ended;
  let ended: Ended;

  beforeAll(async () => {
    sink = await startSink();
    plain = await run(program, { env: node });
    const env = { ...node, SIGHTGLASS_ENDPOINT: sink.url, SIGHTGLASS_SERVICE: 'shop' };
    ended = await run(program, { agent, env });
  });
  afterAll(() => sink.close());

  const childrenOf = (parent: SinkSpan): SinkSpan[] => sink.spans.filter((span) => span.parentSpanId === parent.spanId);
  const onlyChildOf = (parent: SinkSpan): SinkSpan => {
    const children = childrenOf(parent);
    expect(children.map(({ name }) => name)).toHaveLength(1);
    return children[0]!;
  };
  const rootOf = (path: string): SinkSpan => {
    const roots = sink.spans.filter(({ parentSpanId, attributes }) => {
      return parentSpanId === '' && new URL(String(attributes['url.full'])).pathname === path;
    });
    return roots[0]!;
  };

  test('behaves as without the agent', () => {
    expect(ended).toEqual({ ...plain, ms: expect.any(Number) as number });
    expect(plain.stdout).toContain('/shop/7?name=ann 200 {"id":"7"}');
  });

  test('traces a request from its caller through Fastify and fetch to the route of an Express router', () => {
    const root = rootOf('/shop/7');
    expect(root).toMatchObject({ kind: CLIENT, name: 'GET' });
    const server = onlyChildOf(root);
    expect(server).toMatchObject({ kind: SERVER, name: 'GET /shop/:id', status: {} });
    expect(server.attributes).toMatchObject({
      'http.request.method': 'GET',
      'http.route': '/shop/:id',
      'http.response.status_code': 200,
      'url.path': '/shop/7',
    });
    const handler = onlyChildOf(server);
    expect(handler).toMatchObject({ kind: INTERNAL, name: 'request handler - /shop/:id' });
    const call = onlyChildOf(handler);
    expect(call).toMatchObject({ kind: CLIENT, name: 'GET', scope: '@sightglass/node/undici' });
    const catalogue = onlyChildOf(call);
    expect(catalogue).toMatchObject({ kind: SERVER, name: 'GET /items/:id' });
    expect(catalogue.attributes).toMatchObject({ 'http.route': '/items/:id', 'http.response.status_code': 200 });
    expect(childrenOf(catalogue).map(({ scope }) => scope)).toContain('@sightglass/node/express');
    const ids = new Set([root, server, handler, call, catalogue].map(({ traceId }) => traceId));
    expect(ids.size).toBe(1);
  });

  test('keeps the handler span open until a callback answers, with its calls below it', () => {
    const handler = onlyChildOf(onlyChildOf(rootOf('/callback')));
    expect(handler.attributes).toMatchObject({ 'code.function.name': 'answerLater' });
    const call = onlyChildOf(handler);
    expect(call).toMatchObject({ kind: CLIENT, scope: '@sightglass/node/http' });
    expect(onlyChildOf(call)).toMatchObject({ name: 'GET /items/:id' });
    const { endTimeUnixNano: handlerEnd } = handler as unknown as { endTimeUnixNano: string };
    const { endTimeUnixNano: callEnd } = call as unknown as { endTimeUnixNano: string };
    expect(BigInt(handlerEnd)).toBeGreaterThanOrEqual(BigInt(callEnd));
  });

  test('records what a Fastify handler threw', () => {
    const server = onlyChildOf(rootOf('/broken'));
    expect(server).toMatchObject({ name: 'GET /broken', status: { code: ERROR } });
    const handler = onlyChildOf(server);
    expect(handler).toMatchObject({ status: { code: ERROR, message: 'no voucher' } });
    expect(handler.attributes).toMatchObject({ 'error.type': 'TypeError' });
    expect(handler.events.map(({ name, attributes }) => [name, attributes['exception.type']])).toEqual([
      ['exception', 'TypeError'],
    ]);
  });

  test('does not call an error that answers below 500 a failure of the service', () => {
    const server = onlyChildOf(rootOf('/refused'));
    expect(server.status.code ?? 0).toBe(0);
    expect(onlyChildOf(server)).toMatchObject({ status: { code: 0 }, attributes: { 'error.type': 'Error' } });
  });

  test('knows the route of a request that is turned away before its handler', () => {
    const server = onlyChildOf(rootOf('/checked/x'));
    expect(server).toMatchObject({ name: 'GET /checked/:id', attributes: { 'http.response.status_code': 400 } });
    expect(childrenOf(server)).toEqual([]);
  });

  test('names a request without a route by its method alone', () => {
    const server = onlyChildOf(rootOf('/nowhere'));
    expect(server.name).toBe('GET');
    expect(server.attributes).not.toHaveProperty('http.route');
  });

  test('sends no value of a query and none of the agent’s own requests', () => {
    const addresses = sink.spans.flatMap(({ attributes }) => [attributes['url.full'], attributes['url.query']]);
    expect(addresses).toContain('token=REDACTED&page=REDACTED');
    expect(JSON.stringify(sink.spans)).not.toContain('secret');
    const points = sink.metrics.flatMap((metric) => metric.points);
    const ports = [...sink.spans, ...points].map(({ attributes }) => attributes['server.port']);
    expect(ports.filter((port) => typeof port === 'number').length).toBeGreaterThan(5);
    expect(ports).not.toContain(Number(new URL(sink.url).port));
  });

  test('counts the requests that were served and made, by route and status', () => {
    const served = sink.metrics.findLast(({ name }) => name === 'http.server.request.duration');
    expect(served?.unit).toBe('s');
    const counts = new Map(
      served?.points.map(({ attributes, count }) => [
        `${String(attributes['http.route'])} ${String(attributes['http.response.status_code'])}`,
        count,
      ]),
    );
    expect(counts.get('/shop/:id 200')).toBe(1);
    expect(counts.get('/items/:id 200')).toBe(2);
    expect(sink.metrics.map(({ name }) => name)).toContain('http.client.request.duration');
  });

  test('says on everything which program it comes from', () => {
    expect(sink.spans[0]?.resource).toMatchObject({
      'service.name': 'shop',
      'telemetry.distro.name': 'sightglass',
      'process.runtime.name': 'nodejs',
    });
    expect(sink.spans[0]?.resource).not.toHaveProperty('process.command_args');
  });
});
