import { gzipSync } from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { first, lasting, type Received, type Sink, startSink } from './sink.ts';
import { until } from './until.ts';

const open: Sink[] = [];
afterEach(async () => {
  for (const sink of open.splice(0)) await sink.close();
});

async function start(target: Parameters<typeof startSink>[0]): Promise<Sink> {
  const sink = await startSink(target);
  open.push(sink);
  return sink;
}

/** One that takes everything. */
const alone = (): Promise<Sink> => start(() => ({ status: 200, body: '{"taken":true}' }));

const post = (sink: Sink, body: BodyInit = 'x', path = '/v1/logs'): Promise<Response> =>
  fetch(`${sink.url}${path}`, { method: 'POST', body });

it('hands on address, headers and bytes, and back the answer', async () => {
  const target = await start(({ path }) => ({ status: 202, type: 'text/x-own', body: `seen ${path}` }));
  const sink = await start(target.url);
  const answer = await fetch(`${sink.url}/a/b?batch=1`, { method: 'POST', body: 'bytes', headers: { 'x-own': 'h' } });
  expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([
    202,
    'text/x-own',
    'seen /a/b',
  ]);
  for (const { received } of [sink, target]) {
    const [one] = received as [Received];
    expect([one.path, one.query.get('batch'), one.headers['x-own'], one.text]).toEqual(['/a/b', '1', 'h', 'bytes']);
  }
});

it('shows packed bodies unpacked, and counts their bytes as they came', async () => {
  const sink = await alone();
  const packed = gzipSync('words '.repeat(100));
  await post(sink, packed);
  expect(sink.received[0]).toMatchObject({ text: 'words '.repeat(100), bytes: packed.length });
});

it('lets a page hear every answer, and counts preflights apart', async () => {
  const sink = await alone();
  const headers = { origin: 'http://page', 'access-control-request-headers': 'x-own' };
  const preflight = await fetch(sink.url, { method: 'OPTIONS', headers });
  expect(preflight.headers.get('access-control-allow-headers')).toBe('x-own');
  sink.misbehave(first(1, { status: 429, headers: { 'retry-after': '7' } }));
  const refused = await fetch(sink.url, { method: 'POST', body: 'x', headers: { origin: 'http://page' } });
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '7']);
  expect(refused.headers.get('access-control-allow-origin')).toBe('http://page');
  expect([sink.preflights, sink.received.length]).toEqual([1, 1]);
});

it('hands on what it cuts, and leaves it without an answer, so many times', async () => {
  const target = await alone();
  const sink = await start(target.url);
  sink.misbehave(first(2, 'cut'));
  await expect(post(sink, 'a')).rejects.toThrow('fetch failed');
  await expect(post(sink, 'b')).rejects.toThrow('fetch failed');
  expect((await post(sink, 'c')).status).toBe(200);
  expect(target.received.map(({ text }) => text)).toEqual(['a', 'b', 'c']);
});

it('refuses for a time, which begins with the first request', async () => {
  const sink = await alone();
  sink.misbehave(lasting(300, { status: 503 }));
  const beginMs = performance.now();
  expect((await post(sink)).status).toBe(503);
  await until(5000, async () => ((await post(sink)).ok ? true : undefined));
  expect(performance.now() - beginMs).toBeGreaterThanOrEqual(299);
});

it('keeps waiting who asks while it hangs, counts what waits, and is the same after a time offline', async () => {
  const sink = await alone();
  sink.misbehave(() => 'hang');
  const waiting = [post(sink, 'a'.repeat(1000)), post(sink, 'b'.repeat(500))].map((one) =>
    one.then(
      () => 'answered',
      () => 'gone',
    ),
  );
  await until(5000, () => (sink.received.length === 2 ? true : undefined));
  expect(sink.mostBytesInFlight).toBe(1500);
  await sink.goOffline();
  expect(await Promise.all(waiting)).toEqual(['gone', 'gone']);
  await expect(post(sink)).rejects.toThrow('fetch failed');
  await sink.goOnline();
  sink.misbehave();
  expect(await (await post(sink)).text()).toBe('{"taken":true}');
  expect(sink.mostBytesInFlight).toBe(1500);
});
