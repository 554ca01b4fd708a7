import { SeverityNumber } from '@opentelemetry/api';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { createKey, revokeKey } from '../src/keep/keys.ts';
import { createProject } from '../src/keep/projects.ts';
import { eventOf, openStream, openUnread, type Reader } from './event-source.ts';
import { serveStore } from './population/served.ts';

let server: TemporaryServer;
let logs: LoggerProvider;
let traces: TracerProvider;
const streams: Reader[] = [];
beforeAll(async () => {
  server = await startTemporary();
  const resource = resourceFromAttributes({ 'service.name': 'teller', 'service.instance.id': 'one' });
  logs = new LoggerProvider({
    resource,
    processors: [new SimpleLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${server.url}/v1/logs` }) })],
  });
  traces = new TracerProvider({
    resource,
    spanProcessors: [new SimpleSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${server.url}/v1/traces` }) })],
  });
});
afterAll(async () => {
  await Promise.all([logs.shutdown(), traces.shutdown()]);
  await server.close();
});
afterEach(() => {
  for (const stream of streams.splice(0)) stream.close();
});

function address(lists: Record<string, string>, at = server.url): string {
  const subs = Object.entries(lists).map(([id, list]) => `sub=${encodeURIComponent(`${id}:${list}`)}`);
  return `${at}/api/v1/live?${subs.join('&')}`;
}

async function follow(lists: Record<string, string>, headers: Record<string, string> = {}): Promise<Reader> {
  const reader = await openStream(address(lists), headers);
  streams.push(reader);
  return reader;
}

function say(...bodies: string[]): void {
  for (const body of bodies)
    logs.getLogger('test').emit({ body, severityNumber: SeverityNumber.INFO, severityText: 'INFO' });
}

/** Many lines in one request. */
async function sayMany(word: string, count: number, to = server.url): Promise<void> {
  const timeUnixNano = String(BigInt(Date.now()) * 1_000_000n);
  const logRecords = Array.from({ length: count }, (_, n) => ({ timeUnixNano, body: { stringValue: `${word} ${n}` } }));
  const response = await fetch(`${to}/v1/logs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] }),
  });
  expect(response.status).toBe(200);
}

const bodies = (reader: Reader, sub = 'a'): (string | undefined)[] => reader.of(sub).items.map(({ body }) => body);

function shown(reader: Reader, count: number, sub = 'a'): Promise<true> {
  return until(15_000, () => (bodies(reader, sub).length >= count ? true : undefined), `${count} lines of ${sub}`);
}

const problemOf = async (query: string): Promise<unknown> => {
  const response = await fetch(`${server.url}/api/v1/live${query}`);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  return response.json();
};

describe('[UI-16] a live stream', () => {
  it('shows a line at most 2.5 s after a stock exporter sent it', async () => {
    const reader = await follow({ a: 'logs?q=quick' });
    expect(reader).toMatchObject({ status: 200, type: 'text/event-stream; charset=utf-8' });
    const waits: number[] = [];
    for (const n of [1, 2, 3, 4]) {
      const sentMs = Date.now();
      say(`a quick line ${n}`, 'a slow line');
      await shown(reader, n);
      waits.push((reader.events.at(-1)?.atMs ?? Number.NaN) - sentMs);
    }
    expect(bodies(reader)).toEqual(['a quick line 1', 'a quick line 2', 'a quick line 3', 'a quick line 4']);
    // The second quickest of four: others may have met something else on this machine.
    expect(waits.toSorted((a, b) => a - b)[1], `waits were ${waits.join(', ')} ms`).toBeLessThanOrEqual(2500);
  });

  it('tells each of its lists apart, and sends the same to everybody who follows it', async () => {
    const first = await follow({
      a: 'logs?q=apart+red',
      b: 'logs?q=apart+blue&where=severity>=error',
      c: '/api/v1/logs?q=apart',
    });
    const second = await follow({ x: 'logs?q=apart&limit=5&order=newest' });
    say('apart red', 'apart blue');
    logs.getLogger('test').emit({ body: 'apart blue', severityNumber: SeverityNumber.ERROR });
    await Promise.all([shown(first, 1, 'a'), shown(first, 1, 'b'), shown(first, 3, 'c'), shown(second, 3, 'x')]);
    expect([bodies(first, 'a'), bodies(first, 'b')]).toEqual([['apart red'], ['apart blue']]);
    expect(new Set(bodies(first, 'c'))).toEqual(new Set(['apart blue', 'apart red']));
    expect(second.of('x').items).toEqual(first.of('c').items);
  });

  it('shows traces as their spans arrive', async () => {
    const reader = await follow({ t: 'traces?q=settle', e: 'traces?q=settle&status=error' });
    const tracer = traces.getTracer('test');
    const span = tracer.startSpan('settle the bill');
    span.end();
    tracer.startSpan('something else').end();
    const ids = await until(10_000, () => {
      const { items } = reader.of('t');
      return items.length > 0 ? items.map(({ traceId }) => traceId) : undefined;
    });
    expect(ids).toEqual([span.spanContext().traceId]);
    expect(reader.of('e').items).toEqual([]);
  });

  it('goes on after the last event that was seen, by header or parameter, with nothing twice and nothing missing', async () => {
    const lists = { a: 'logs?q=resumed', b: 'logs?q=never' };
    const before = await follow(lists);
    say('resumed 1');
    await shown(before, 1);
    const { lastId } = before.of('a');
    before.close();
    say('resumed 2');
    await until(10_000, async () => {
      const found = (await (await fetch(`${server.url}/api/v1/logs?q=resumed`)).json()) as { items: unknown[] };
      return found.items.length === 2 || undefined;
    });
    // A new stream begins with what arrived in the last 5 s: only one that goes on knows of older lines.
    const storedMs = Date.now();
    await until(10_000, () => Date.now() > storedMs + 6000 || undefined);
    const byHeader = await follow(lists, { 'last-event-id': lastId });
    const byParameter = await openStream(`${address(lists)}&lastEventId=${encodeURIComponent(lastId)}`);
    streams.push(byParameter);
    say('resumed 3');
    for (const after of [byHeader, byParameter]) {
      await shown(after, 2);
      expect(bodies(after)).toEqual(['resumed 2', 'resumed 3']);
    }
    // Of one list the id is the arrival of its last line.
    const alone = await follow({ a: lists.a }, { 'last-event-id': byHeader.of('a').items[0]?.arrived ?? '' });
    await shown(alone, 1);
    expect(alone.of('a')).toMatchObject({ items: [{ body: 'resumed 3' }], lastId: byHeader.of('a').items[1]?.arrived });
  });

  it('sends at most some 200 items a second of one list, the newest, and counts the others', async () => {
    const reader = await follow({ a: 'logs?q=flood' });
    const startedMs = Date.now();
    const total = 6000;
    for (let n = 0; n < 6; n++) await sayMany('flood', total / 6);
    await until(20_000, () => {
      const { items, dropped } = reader.of('a');
      return items.length + dropped >= total ? true : undefined;
    });
    const { items, dropped } = reader.of('a');
    expect(items.length + dropped).toBe(total);
    expect(items.length).toBeLessThanOrEqual(200 + ((Date.now() - startedMs) / 1000) * 200);
    expect(dropped).toBeGreaterThan(0);
    const [first] = reader.events.filter(({ event }) => event === 'items');
    expect(first?.data).toMatchObject({ items: { length: 200 } });
    const arrivals = items.map(({ arrived }) => BigInt(arrived ?? 0));
    expect(arrivals.every((arrival, i) => i === 0 || arrival > (arrivals[i - 1] ?? 0n))).toBe(true);
  });
});

describe('a wrong subscription is refused before the stream', () => {
  it.each([
    ['', 'sub', /1 to 8 times/],
    ['?sub=logs', 'sub', /<id>:<list>/],
    ['?sub=a:metrics', 'sub', /logs, traces/],
    ['?sub=a:logs&sub=a:traces', 'sub', /id of its own/],
    [`?${Array.from({ length: 9 }, (_, n) => `sub=${n}:logs`).join('&')}`, 'sub', /1 to 8/],
    ['?sub=a:logs&from=-1h', 'from', /own filters/],
    ['?sub=a:logs%3Fsince%3D1', 'sub', /Leave since out/],
    ['?sub=a:logs%3Fcolour%3Dred', 'colour', /Leave it out/],
    ['?sub=a:logs%3Fwhere%3Dseverity%3Dloud', 'where', /one of unset/],
    ['?sub=a:logs%3Fwhere%3Da%3D~(', 'where', /RE2/],
    ['?sub=a:logs&lastEventId=x', 'Last-Event-ID', /id of the last event/],
  ])('%s', async (query, field, remedy) => {
    expect(await problemOf(query)).toMatchObject({
      status: 400,
      errors: [{ field, remedy: expect.stringMatching(remedy) }],
    });
  });

  it('with another method than GET', async () => {
    for (const method of ['HEAD', 'POST']) {
      const response = await fetch(address({ a: 'logs' }), { method });
      expect([method, response.status]).toEqual([method, 405]);
    }
  });
});

describe('the streams of a server', () => {
  it('ask the database once for a list, however many follow it, and no more when nobody does', async () => {
    let asked = 0;
    const counted = await serveStore({
      ...server.store,
      query: (sql, params, options) => {
        if (sql.includes('otel_logs') && sql.includes('greatest(')) asked++;
        return server.store.query(sql, params, options);
      },
    });
    const readers = await Promise.all(
      Array.from({ length: 8 }, () => openStream(address({ a: 'logs?q=shared' }, counted.url))),
    );
    const startedMs = Date.now();
    await until(10_000, () => asked >= 4 || undefined);
    expect(asked).toBeLessThanOrEqual(1 + (Date.now() - startedMs) / 500);
    for (const reader of readers) reader.close();
    await until(5000, async () => {
      const before = asked;
      await new Promise((resolve) => setTimeout(resolve, 1500));
      return asked === before || undefined;
    });
    await counted.close();
  });

  it('say ping while nothing comes', async () => {
    const pinging = await serveStore(server.store, { pingMs: 50 });
    const reader = await openStream(address({ a: 'logs?q=nothing' }, pinging.url));
    await until(5000, () => reader.events.filter(({ event }) => event === 'ping').length >= 4 || undefined);
    expect(reader.events.every(({ event }) => event === 'ping')).toBe(true);
    reader.close();
    await pinging.close();
  });

  it('keep little for a reader that does not read, and count what they left out', async () => {
    const socket = await openUnread(address({ a: 'logs?q=unread' }));
    const control = await follow({ a: 'logs?q=unread' });
    const text = 'unread '.repeat(3000);
    const [rounds, each] = [9, 250];
    for (let round = 1; round <= rounds; round++) {
      await sayMany(text, each);
      await until(20_000, () => {
        const { items, dropped } = control.of('a');
        return items.length + dropped >= round * each || undefined;
      });
    }
    let answer = '';
    socket.on('data', (chunk: Buffer) => (answer += chunk.toString()));
    socket.resume();
    const events = await until(20_000, () => {
      // The body is chunked: a size before each event.
      const found = [...answer.matchAll(/event: items\nid: .*\ndata: .*\n\n/g)].map(
        ([block]) => eventOf(block.trim()).data,
      );
      const all = found as { items: unknown[]; dropped: number }[];
      return all.reduce((sum, { items, dropped }) => sum + items.length + dropped, 0) >= rounds * each
        ? all
        : undefined;
    });
    const dropped = events.reduce((sum, one) => sum + one.dropped, 0);
    expect(dropped).toBeGreaterThan(control.of('a').dropped);
    expect(Math.max(...events.map(({ items }) => items.length))).toBeLessThanOrEqual(400);
    socket.destroy();
  });

  it('belong to keys: of their own project only, and no longer than they are valid', async () => {
    const guarded = await serveStore(server.store, { pingMs: 50 });
    const make = (project: string): ReturnType<typeof createKey> =>
      createKey(guarded.keep, 'test', { kind: 'read', project });
    await createProject(guarded.keep, 'test', { slug: 'other' });
    const [own, other] = await Promise.all([make('default'), make('other')]);
    const as = ({ key }: { key: string }, list: string): Promise<Reader> =>
      openStream(address({ a: list }, guarded.url), { 'x-sightglass-key': key });
    expect((await fetch(address({ a: 'logs' }, guarded.url))).status).toBe(401);
    expect(await as(other, 'logs?project=default')).toMatchObject({ status: 403 });
    const [mine, theirs] = await Promise.all([as(own, 'logs?q=guarded'), as(other, 'logs?q=guarded')]);
    say('guarded line');
    await shown(mine, 1);
    await revokeKey(guarded.keep, 'test', own.id, { evenLastAdmin: true });
    await mine.ended;
    expect((await as(own, 'logs')).status).toBe(401);
    expect(bodies(theirs)).toEqual([]);
    theirs.close();
    await guarded.close();
  });

  it('end at once when the server closes', async () => {
    const stopping = new AbortController();
    const closing = await serveStore(server.store, { closing: stopping.signal });
    const reader = await openStream(address({ a: 'logs', t: 'traces' }, closing.url));
    const startedMs = Date.now();
    stopping.abort();
    await reader.ended;
    // Far from the 15 s after which a stream would notice by itself.
    expect(Date.now() - startedMs).toBeLessThan(5000);
    expect((await fetch(address({ a: 'logs' }, closing.url))).status).toBe(503);
    await closing.close();
  });
});
