import { describe, expect, it, vi } from 'vitest';
import { namesIn, OK, storedOnce, World } from '../test/simulation.ts';
import type { Client, ClientOptions } from './client.ts';
import { createClient } from './create-client.ts';
import type { Platform } from './platform.ts';

const SCOPE = { name: 'test' };
const HOUR_MS = 3_600_000;

function start(world: World, options: Partial<ClientOptions> = {}, given: Partial<Platform> = {}) {
  const { platform, ...place } = world.place(given);
  const client = createClient(
    { endpoint: 'http://receiver', resource: { 'service.name': 'shop' }, ...options },
    platform,
  );
  return { client, ...place };
}

function log(client: Client, ...names: string[]): void {
  for (const eventName of names) client.addLog(SCOPE, { eventName });
}

/** Events 1, 2, 3 … */
function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `event ${i + 1}`);
}

function droppedIn(world: World): Record<string, number> {
  const drops: Record<string, number> = {};
  const once = new Map(world.arrivals.map(({ batch, signal, body }) => [`${signal} ${batch}`, { signal, body }]));
  for (const { body, signal } of once.values()) {
    if (signal !== 'metrics') continue;
    for (const { sum, name } of JSON.parse(body).resourceMetrics[0].scopeMetrics[0].metrics) {
      if (name !== 'sightglass.sdk.dropped') continue;
      expect(sum).toMatchObject({ aggregationTemporality: 1, isMonotonic: true });
      for (const { attributes, asDouble } of sum.dataPoints) {
        const [signal, reason] = attributes.map((one: { value: { stringValue: string } }) => one.value.stringValue);
        drops[`${signal} ${reason}`] = (drops[`${signal} ${reason}`] ?? 0) + asDouble;
      }
    }
  }
  return drops;
}

describe('batches', () => {
  it('send what was added within a second in one request, with an id, and leave nothing stored', async () => {
    const world = new World();
    const { client } = start(world);
    log(client, ...numbered(20));
    await world.pass(900);
    expect(world.arrivals).toEqual([]);
    await world.pass(200);
    expect(world.arrivals).toHaveLength(1);
    expect(namesIn(world.arrivals)).toEqual(numbered(20));
    expect(world.arrivals[0]?.batch).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7/);
    expect(world.stored.size).toBe(0);
    await world.pass(60_000);
    expect(world.arrivals).toHaveLength(1);
  });

  it('are stored within 250 ms, before anything is sent', async () => {
    const world = new World();
    log(start(world).client, 'a', 'b');
    await world.pass(250);
    expect(namesIn([...world.stored.values()])).toEqual(['a', 'b']);
    expect(world.arrivals).toEqual([]);
  });

  it('go at once when there are 60 KB, and take a thousand events of a loop in no more than three requests', async () => {
    const world = new World();
    const { client } = start(world);
    log(client, ...numbered(1000));
    await world.pass(100);
    expect(namesIn(world.arrivals).sort()).toEqual(numbered(1000).sort());
    expect(world.arrivals.length).toBeLessThanOrEqual(3);
  });

  it('keep id and bytes over all attempts, and say when each was made', async () => {
    const world = new World();
    const { client } = start(world);
    world.answers = () => ({ status: 503, text: '' });
    log(client, 'a');
    await world.pass(10_000);
    world.answers = () => OK;
    await world.pass(60_000);
    expect(world.arrivals.length).toBeGreaterThan(2);
    expect(new Set(world.arrivals.map(({ batch }) => batch)).size).toBe(1);
    expect(new Set(world.arrivals.map(({ body }) => body)).size).toBe(1);
    expect(storedOnce(world.arrivals)).toEqual(['a']);
  });

  it('hold one signal each, also where signals take turns', async () => {
    const world = new World();
    const { client } = start(world);
    for (const digit of '123') {
      log(client, 'a');
      client.addSpan(SCOPE, {
        traceId: digit.repeat(32),
        spanId: digit.repeat(16),
        name: 's',
        kind: 1,
        start: 1e12,
        end: 1e12,
      });
    }
    client.addMetric(SCOPE, { name: 'm', kind: 'gauge', points: [{ start: 1e12, time: 1e12, value: 1 }] });
    await world.pass(2000);
    expect(world.arrivals.map(({ signal }) => signal)).toEqual(['logs', 'traces', 'metrics']);
  });

  it('are packed, but not on the way out', async () => {
    const world = new World();
    const pack = async (body: string) => new TextEncoder().encode(body);
    const { client, hooks } = start(world, {}, { pack });
    log(client, ...numbered(20));
    await world.pass(1100);
    log(client, ...numbered(20));
    hooks().leave(true);
    await world.pass(0);
    expect(world.arrivals.map(({ isPacked }) => isPacked)).toEqual([true, false]);
  });

  it('say nothing that only our own server understands to another receiver', async () => {
    const world = new World();
    log(start(world, { isSightglass: false }).client, 'a');
    await world.pass(1100);
    expect(world.arrivals[0]).toMatchObject({ batch: null, signal: 'logs' });
  });
});

describe('an event', () => {
  it('has an id that is fixed when it happens', async () => {
    const world = new World();
    const { client } = start(world);
    log(client, 'a');
    client.addLog(SCOPE, { eventName: 'b', attributes: { 'log.record.uid': 'mine' } });
    await world.pass(1100);
    const uids = [...(world.arrivals[0]?.body ?? '').matchAll(/"log.record.uid","value":\{"stringValue":"([^"]+)"/g)];
    expect(uids.map(([, uid]) => uid)).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), 'mine']);
  });

  it('that cannot be encoded is counted, not thrown', async () => {
    const world = new World();
    const { client } = start(world);
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('hostile');
        },
      },
    );
    client.addLog(SCOPE, hostile);
    client.addSpan(SCOPE, { traceId: '', spanId: '', name: '', kind: 1, start: 0, end: 0 });
    log(client, 'good');
    await world.pass(2500);
    expect(namesIn(world.arrivals)).toEqual(['good']);
    expect(droppedIn(world)).toEqual({ 'logs unsendable': 1, 'traces unsendable': 1 });
  });
});

describe('a receiver that fails', () => {
  it.each([408, 429, 500, 502, 503, 504])('is asked again after %s', async (status) => {
    const world = new World();
    world.answers = () => (world.arrivals.length < 4 ? { status, text: '' } : OK);
    const { client } = start(world);
    log(client, 'a');
    await world.pass(30_000);
    expect(storedOnce(world.arrivals)).toEqual(['a']);
    expect(world.arrivals).toHaveLength(4);
    expect(world.stored.size).toBe(0);
  });

  it('is asked again when there was no answer, and ever more seldom, but at least each minute', async () => {
    const world = new World();
    world.answers = () => undefined;
    const { client } = start(world);
    log(client, 'a');
    await world.pass(10 * 60_000);
    expect(world.arrivals.length).toBeGreaterThanOrEqual(14);
    expect(world.arrivals.length).toBeLessThanOrEqual(28);
    world.answers = () => OK;
    await world.pass(60_000);
    expect(storedOnce(world.arrivals)).toEqual(['a']);
    expect(world.stored.size).toBe(0);
  });

  it.each([
    ['5', 5000],
    [new Date(Date.UTC(2026, 10, 21, 12, 1)).toUTCString(), 58_000],
  ])('is left alone for as long as it asks: Retry-After: %s', async (retryAfter, pauseMs) => {
    const world = new World();
    world.answers = () => ({ status: 429, retryAfter, text: '' });
    const { client, hooks } = start(world);
    log(client, 'a');
    await world.pass(1100);
    world.answers = () => OK;
    await world.pass(pauseMs - 300);
    log(client, 'b');
    hooks().wake();
    await client.flush();
    expect(world.arrivals).toHaveLength(1);
    await world.pass(3000);
    expect(storedOnce(world.arrivals).sort()).toEqual(['a', 'b']);
  });

  it.each(['99999999999', '1e400', 'Fri, 31 Dec 9999 23:59:59 GMT'])(
    'is asked again after a day, however long it asks to wait: Retry-After: %s',
    async (retryAfter) => {
      const world = new World();
      world.answers = () => ({ status: 503, retryAfter, text: '' });
      const { client } = start(world, { maxAgeHours: 48 });
      log(client, 'a');
      await world.pass(23 * HOUR_MS);
      expect(world.arrivals).toHaveLength(1);
      world.answers = () => OK;
      await world.pass(HOUR_MS + 2000);
      expect(storedOnce(world.arrivals)).toEqual(['a']);
    },
  );

  it('that refused one batch for now gets the others as well when it is back, not only after their lease', async () => {
    const world = new World();
    world.answers = () => undefined;
    const { client, hooks } = start(world);
    log(client, 'a');
    client.addMetric(SCOPE, { name: 'm', kind: 'gauge', points: [{ start: 1e12, time: 1e12, value: 1 }] });
    await world.pass(1100);
    world.answers = () => OK;
    hooks().wake();
    await world.pass(100);
    expect(
      world.arrivals
        .slice(1)
        .map(({ signal }) => signal)
        .sort(),
    ).toEqual(['logs', 'metrics']);
  });

  it('is asked at once when there is a way to it again', async () => {
    const world = new World();
    world.answers = () => undefined;
    const { client, hooks } = start(world);
    log(client, 'a');
    await world.pass(60_000);
    world.answers = () => OK;
    const before = world.arrivals.length;
    hooks().wake();
    await world.pass(10);
    expect(world.arrivals).toHaveLength(before + 1);
  });

  it('gets few requests when it is back, however often something was added meanwhile', async () => {
    const world = new World();
    world.answers = () => undefined;
    const { client, hooks } = start(world);
    for (const name of numbered(120)) {
      log(client, name);
      await world.pass(1000);
    }
    world.answers = () => OK;
    const before = world.arrivals.length;
    hooks().wake();
    await world.pass(5000);
    expect(storedOnce(world.arrivals.slice(before)).sort()).toEqual(numbered(120).sort());
    expect(world.arrivals.length - before).toBeLessThanOrEqual(12);
  });

  it('that refuses a batch gets it no more; that is said once and counted', async () => {
    const world = new World();
    world.answers = ({ body }) => (/"[ab]"/.test(body) ? { status: 401, text: 'no key' } : OK);
    const onProblem = vi.fn<(message: string) => void>();
    const { client } = start(world, { onProblem });
    for (const name of ['a', 'b', 'c']) {
      log(client, name);
      await world.pass(2000);
    }
    await world.pass(2000);
    expect(namesIn(world.arrivals)).toEqual(['a', 'b', 'c']);
    expect(onProblem.mock.calls).toEqual([[expect.stringContaining('401 no key')]]);
    expect(droppedIn(world)).toEqual({ 'logs rejected': 2 });
    expect(world.stored.size).toBe(0);
  });

  it('that takes a batch in part tells how many it did not take', async () => {
    const world = new World();
    world.answers = ({ signal }) =>
      signal === 'logs'
        ? { status: 200, text: '{"partialSuccess":{"rejectedLogRecords":"3","errorMessage":"old"}}' }
        : OK;
    const { client } = start(world);
    log(client, ...numbered(5));
    await world.pass(5000);
    expect(droppedIn(world)).toEqual({ 'logs rejected': 3 });
  });

  it.each([
    ['', { status: 404, text: '' }],
    ['in part', { status: 200, text: '{"partialSuccess":{"rejectedDataPoints":"1"}}' }],
  ])('of metrics is not told of its own refusals %s for ever', async (_, refusal) => {
    const world = new World();
    world.answers = ({ signal }) => (signal === 'metrics' ? refusal : OK);
    const { client } = start(world);
    client.countDropped('replay', 'budget', 1);
    for (const name of numbered(20)) {
      log(client, name);
      await world.pass(2000);
    }
    expect(world.arrivals.filter(({ signal }) => signal === 'metrics')).toHaveLength(1);
  });

  it('cannot break the host through its own onProblem', async () => {
    const world = new World();
    world.answers = () => ({ status: 400, text: '' });
    const onProblem = () => {
      throw new Error('of the host');
    };
    const { client } = start(world, { onProblem });
    log(client, 'a');
    await world.pass(2000);
    await client.flush();
    expect(world.stored.size).toBe(0);
  });
});

it('counts as one failure what fails at once', async () => {
  const world = new World();
  world.answers = () => undefined;
  const { client, hooks } = start(world);
  log(client, ...numbered(1500).map((name) => name + 'x'.repeat(2000)));
  hooks().leave(true);
  await world.pass(0);
  expect(world.arrivals.length).toBeGreaterThan(5);
  const failed = world.arrivals.length;
  world.answers = () => OK;
  await world.pass(3000);
  expect(storedOnce(world.arrivals.slice(failed))).toHaveLength(1500);
});

describe('leaving', () => {
  it('sends what waits at once, and what came after the first word of it with the second', async () => {
    const world = new World();
    const { client, hooks, kill } = start(world);
    log(client, 'a');
    hooks().leave(true);
    log(client, 'b');
    hooks().leave(true);
    kill();
    await world.pass(0);
    expect(world.arrivals.map(({ isLeaving }) => isLeaving)).toEqual([true, true]);
    expect(namesIn(world.arrivals)).toEqual(['a', 'b']);
  });

  it('sends what was being packed', async () => {
    const world = new World();
    const pack = () => new Promise<never>(() => undefined);
    const { client, hooks } = start(world, {}, { pack });
    log(client, ...numbered(20));
    await world.pass(1100);
    expect(world.arrivals).toEqual([]);
    hooks().leave(true);
    await world.pass(0);
    expect(namesIn(world.arrivals)).toEqual(numbered(20));
  });

  it('sends once what has been packed too late', async () => {
    const world = new World();
    let packed: (bytes: Uint8Array<ArrayBuffer>) => void = () => undefined;
    const pack = () => new Promise<Uint8Array<ArrayBuffer>>((resolve) => void (packed = resolve));
    const { client, hooks } = start(world, {}, { pack });
    log(client, ...numbered(20));
    await world.pass(1100);
    world.answers = () => new Promise<never>(() => undefined);
    hooks().leave(true);
    packed(new Uint8Array());
    await world.pass(1000);
    expect(world.arrivals).toHaveLength(1);
  });

  it('leaves to the next what the receiver did not say it has, under the same id', async () => {
    const world = new World();
    const { client, hooks, kill } = start(world);
    log(client, 'a');
    hooks().leave(true);
    await world.pass(0);
    kill();
    const { batch } = world.arrivals[0] ?? {};
    world.stored.set(batch ?? '', { ...JSON.parse('{}'), ...[...world.stored.values()][0] });
    start(world);
    await world.pass(30_000);
    expect(storedOnce(world.arrivals)).toEqual(['a']);
  });

  it('leaves to the next to tell what was dropped while the receiver was away', async () => {
    const world = new World();
    world.answers = () => undefined;
    const { client, hooks, kill } = start(world, { maxRecords: 10 });
    log(client, ...numbered(30));
    await world.pass(1100);
    hooks().leave(true);
    await world.pass(0);
    kill();
    world.answers = () => OK;
    start(world);
    await world.pass(3000);
    const arrived = storedOnce(world.arrivals);
    // What tells of it takes a place, too.
    expect(arrived).toEqual(numbered(30).slice(-arrived.length));
    expect(droppedIn(world)['logs queue_full']).toBeGreaterThanOrEqual(20);
  });

  it('stores, and does not send, while the receiver is given time', async () => {
    const world = new World();
    world.answers = () => ({ status: 503, text: '' });
    const { client, hooks, kill } = start(world);
    log(client, 'a');
    await world.pass(1100);
    log(client, 'b');
    hooks().leave(true);
    await world.pass(0);
    kill();
    expect(world.arrivals).toHaveLength(1);
    expect(namesIn([...world.stored.values()]).sort()).toEqual(['a', 'b']);
  });

  it.each([
    ['is stored, too,', {}],
    ['could not be stored', { storage: undefined }],
  ])('splits what is too large to leave with a page, where it %s', async (_, given) => {
    const world = new World();
    const { client, hooks } = start(world, {}, given);
    log(client, ...numbered(400));
    // One that is too large alone, and two that are too large together.
    log(client, 'x'.repeat(70_000), 'y'.repeat(40_000), 'z'.repeat(40_000));
    hooks().leave(true);
    await world.pass(0);
    const names = namesIn(world.arrivals).map((name) => (name.length > 100 ? name.charAt(0) : name));
    expect(names.sort()).toEqual([...numbered(400), 'x', 'y', 'z'].sort());
    expect(world.arrivals.length).toBeGreaterThan(4);
    const sizes = world.arrivals.map(({ body }) => body.length);
    expect(sizes.filter((size) => size > 60_000)).toHaveLength(1);
    expect(world.stored.size).toBe(0);
  });
});

describe('what a program leaves behind when it is killed', () => {
  it.each([
    ['before anything was sent', 250, 10_000],
    ['while it was sending', 1100, 20_000],
  ])('%s is sent by the next, once', async (_, killedAfterMs, withinMs) => {
    const world = new World();
    world.answers = () => new Promise<never>(() => undefined);
    const { client, kill } = start(world);
    log(client, ...numbered(20));
    await world.pass(killedAfterMs);
    kill();
    world.answers = () => OK;
    start(world);
    await world.pass(withinMs);
    expect(storedOnce(world.arrivals)).toEqual(numbered(20));
    expect(world.stored.size).toBe(0);
  });

  it('is sent by one of two that find it', async () => {
    const world = new World();
    const { client, kill } = start(world);
    log(client, 'a');
    await world.pass(250);
    kill();
    start(world);
    start(world);
    await world.pass(20_000);
    expect(namesIn(world.arrivals)).toEqual(['a']);
  });

  it('is not sent to another receiver', async () => {
    const world = new World();
    const { client, kill } = start(world);
    log(client, 'a');
    await world.pass(250);
    kill();
    start(world, {}, { destination: 'there' });
    await world.pass(20_000);
    expect(world.arrivals).toEqual([]);
    expect(world.stored.size).toBe(1);
  });

  it('loses nothing and doubles nothing when its owner was only asleep', async () => {
    const world = new World();
    const { client, sleep } = start(world);
    log(client, 'a');
    await world.pass(250);
    sleep(true);
    start(world);
    await world.pass(10_000);
    expect(namesIn(world.arrivals)).toEqual(['a']);
    log(client, 'b');
    sleep(false);
    await world.pass(20_000);
    expect(storedOnce(world.arrivals)).toEqual(['a', 'b']);
    expect(world.stored.size).toBe(0);
  });
});

describe('the storage', () => {
  it('is used three times for all that is sent together: as it grows, when it goes, and when it has arrived', async () => {
    const world = new World();
    let uses = 0;
    world.beforeStorage = () => void (uses += 1);
    const { client } = start(world);
    await world.pass(5000);
    uses = 0;
    log(client, 'a');
    client.addMetric(SCOPE, { name: 'm', kind: 'gauge', points: [{ start: 1e12, time: 1e12, value: 1 }] });
    await world.pass(750);
    // Goes within 200 ms, and is stored then.
    log(client, 'b');
    await world.pass(5000);
    expect(world.arrivals).toHaveLength(2);
    expect(world.stored.size).toBe(0);
    expect(uses).toBe(3);
  });

  it('holds a record within half a second where what would send it waits for its turn', async () => {
    const world = new World();
    const { client } = start(world, {}, { inTurn: () => new Promise<never>(() => undefined) });
    log(client, 'a');
    await world.pass(750);
    log(client, 'b');
    await world.pass(500);
    expect(namesIn([...world.stored.values()])).toEqual(['a', 'b']);
  });

  it('lets go at once of what somebody else may take, as its owner was asleep, also while that waits for its turn', async () => {
    const world = new World();
    const { client, sleep } = start(world, {}, { inTurn: () => new Promise<never>(() => undefined) });
    log(client, 'a');
    await world.pass(1500);
    sleep(true);
    await world.pass(10_000);
    sleep(false);
    log(client, 'b');
    await world.pass(500);
    expect([...world.stored.values()].map((batch) => namesIn([batch]))).toEqual([['a', 'b']]);
  });

  it('lets go of what has arrived when the program is left while the rest is on its way', async () => {
    const world = new World();
    world.answers = ({ signal }) => (signal === 'logs' ? OK : new Promise<never>(() => undefined));
    const { client, hooks } = start(world);
    log(client, 'a');
    client.addMetric(SCOPE, { name: 'm', kind: 'gauge', points: [{ start: 1e12, time: 1e12, value: 1 }] });
    await world.pass(1500);
    expect(world.arrivals).toHaveLength(2);
    hooks().leave(true, true);
    await world.pass(0);
    expect([...world.stored.values()].map(({ signal }) => signal)).toEqual(['metrics']);
  });

  it('failing leaves everything in memory, and nothing is lost while the program runs', async () => {
    const world = new World();
    world.beforeStorage = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
    world.answers = () => (world.arrivals.length < 3 ? undefined : OK);
    const { client } = start(world);
    log(client, ...numbered(20));
    await world.pass(20_000);
    expect(storedOnce(world.arrivals)).toEqual(numbered(20));
  });

  it('failing leaves what waits to the way out', async () => {
    const world = new World();
    world.answers = () => undefined;
    const { client, hooks } = start(world, {}, { storage: undefined });
    log(client, 'a');
    await world.pass(1100);
    world.answers = () => OK;
    hooks().leave(true);
    await world.pass(0);
    expect(namesIn(world.arrivals.slice(1))).toEqual(['a']);
  });

  it.each([
    ['stored', {}],
    ['in memory', { storage: undefined }],
  ])('is bounded: the oldest of what is %s goes first, and is counted', async (_, given) => {
    const world = new World();
    world.answers = () => undefined;
    const { client, hooks } = start(world, { maxRecords: 100 }, given);
    for (let round = 0; round < 10; round++) {
      log(client, ...numbered(50).map((name) => `${round} ${name}${'x'.repeat(2000)}`));
      await world.pass(10_000);
    }
    world.answers = () => OK;
    const before = world.arrivals.length;
    hooks().wake();
    await world.pass(10_000);
    const arrived = storedOnce(world.arrivals.slice(before));
    const dropped = droppedIn(world)['logs queue_full'] ?? 0;
    expect(arrived.length + dropped).toBe(500);
    expect(arrived.length).toBeLessThanOrEqual(200);
    expect(arrived.filter((name) => name.startsWith('9 '))).toHaveLength(50);
  });

  it('holds exactly as much as it may, and counts nothing twice', async () => {
    const world = new World();
    const { client } = start(world, { maxRecords: 10 });
    log(client, ...numbered(30));
    await world.pass(10_000);
    expect(storedOnce(world.arrivals)).toEqual(numbered(30).slice(20));
    expect(droppedIn(world)).toEqual({ 'logs queue_full': 20 });
  });

  it('holds in its hands what could not be sent, and in memory nothing of it', async () => {
    const world = new World();
    world.answers = () => undefined;
    const { client, hooks } = start(world);
    log(client, 'a');
    await world.pass(1100);
    world.stored.clear();
    world.answers = () => OK;
    hooks().wake();
    await world.pass(20_000);
    expect(world.arrivals).toHaveLength(1);
  });

  it.each([
    ['stored', {}],
    ['in memory', { storage: undefined }],
  ])('keeps nothing %s for longer than a day, and counts what it gives up', async (_, given) => {
    const world = new World();
    world.answers = () => undefined;
    const { client, hooks } = start(world, {}, given);
    log(client, 'old');
    await world.pass(25 * HOUR_MS);
    world.answers = () => OK;
    hooks().wake();
    await world.pass(3000);
    log(client, 'new');
    await world.pass(3000);
    expect(storedOnce(world.arrivals)).toEqual(['new']);
    expect(droppedIn(world)).toEqual({ 'logs expired': 1 });
    expect(world.stored.size).toBe(0);
  });
});

describe('a clock that is set back an hour', () => {
  it('neither loses nor keeps what was stored before, and it is said to be sent no earlier than it was made', async () => {
    const world = new World();
    world.answers = () => new Promise<never>(() => undefined);
    const { client, kill } = start(world);
    log(client, 'a');
    await world.pass(1100);
    kill();
    const made = world.time;
    world.time -= HOUR_MS;
    world.answers = () => OK;
    start(world);
    await world.pass(3000);
    expect(storedOnce(world.arrivals)).toEqual(['a']);
    expect(world.arrivals.at(-1)?.sentAt).toBeGreaterThanOrEqual(made - 1100);
    expect(world.stored.size).toBe(0);
  });
});

describe('consent', () => {
  it.each(['pending', 'denied'] as const)('%s: nothing is sent, nothing stored', async (consent) => {
    const world = new World();
    const { client, hooks } = start(world, { consent });
    log(client, 'a');
    await world.pass(60_000);
    await client.flush();
    hooks().leave(true);
    hooks().wake();
    await client.shutdown();
    await world.pass(60_000);
    expect(world.arrivals).toEqual([]);
    expect(world.stored.size).toBe(0);
  });

  it('granted later: what waited is sent', async () => {
    const world = new World();
    const { client } = start(world, { consent: 'pending' });
    log(client, 'a');
    await world.pass(60_000);
    client.setConsent('granted');
    await world.pass(1100);
    expect(namesIn(world.arrivals)).toEqual(['a']);
  });

  it('denied later: what waited and what was stored is gone, also what was being sent', async () => {
    const world = new World();
    world.answers = () => ({ status: 503, text: '' });
    const { client } = start(world);
    log(client, 'a');
    await world.pass(1050);
    log(client, 'b');
    client.setConsent('denied');
    log(client, 'c');
    world.answers = () => OK;
    const before = world.arrivals.length;
    await world.pass(60_000);
    client.setConsent('granted');
    log(client, 'd');
    await world.pass(5000);
    expect(world.wasCleared).toBe(true);
    expect(namesIn(world.arrivals.slice(before))).toEqual(['d']);
    expect(world.stored.size).toBe(0);
  });

  it('given back at once: only what came after it is sent', async () => {
    const world = new World();
    const { client } = start(world);
    log(client, 'before');
    client.setConsent('denied');
    client.setConsent('granted');
    log(client, 'after');
    await world.pass(2000);
    expect(namesIn(world.arrivals)).toEqual(['after']);
  });

  it('denied while a request is under way: it is not put back', async () => {
    const world = new World();
    let answer: (value: undefined) => void = () => undefined;
    world.answers = () => new Promise((resolve) => void (answer = resolve));
    const { client } = start(world);
    log(client, 'a');
    await world.pass(1100);
    client.setConsent('denied');
    answer(undefined);
    await world.pass(60_000);
    expect(world.stored.size).toBe(0);
    expect(world.arrivals).toHaveLength(1);
  });

  it('denied while a batch was being packed: it is not sent later either', async () => {
    const world = new World();
    let packed: (bytes: Uint8Array<ArrayBuffer>) => void = () => undefined;
    const pack = () => new Promise<Uint8Array<ArrayBuffer>>((resolve) => void (packed = resolve));
    const { client, hooks } = start(world, {}, { pack });
    log(client, ...numbered(20));
    await world.pass(1100);
    client.setConsent('denied');
    client.setConsent('granted');
    packed(new Uint8Array());
    hooks().leave(true);
    await world.pass(20_000);
    expect(world.arrivals).toEqual([]);
  });

  it('pending is bounded, too', async () => {
    const world = new World();
    const { client } = start(world, { consent: 'pending', maxRecords: 10 });
    log(client, ...numbered(25));
    client.setConsent('granted');
    await world.pass(3000);
    expect(namesIn(world.arrivals)).toEqual(numbered(25).slice(15));
    expect(droppedIn(world)).toEqual({ 'logs queue_full': 15 });
  });
});

describe('flush and shutdown', () => {
  it('resolve when what waited has arrived', async () => {
    const world = new World();
    const { client } = start(world);
    log(client, 'a');
    await client.flush();
    expect(namesIn(world.arrivals)).toEqual(['a']);
    log(client, 'b');
    await client.shutdown();
    log(client, 'c');
    await world.pass(5000);
    expect(namesIn(world.arrivals)).toEqual(['a', 'b']);
    await client.flush();
    await client.shutdown();
  });

  it('leave stored what cannot be sent', async () => {
    const world = new World();
    world.answers = () => undefined;
    const { client } = start(world);
    log(client, 'a');
    await client.shutdown();
    await world.pass(60_000);
    expect(world.arrivals).toHaveLength(1);
    world.answers = () => OK;
    start(world);
    await world.pass(3000);
    expect(storedOnce(world.arrivals)).toEqual(['a']);
  });
});
