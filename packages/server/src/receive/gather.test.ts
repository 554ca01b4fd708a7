import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encode } from '../../test/otlp/encode.ts';
import { ServerError } from '../errors.ts';
import { openStore } from '../store/open.ts';
import type { Store } from '../store/store.ts';
import { createGather, type Destination, type Gather, type Keeper } from './gather.ts';

const HERE: Destination = { project: 'default', isPaused: false };
const DAY_MS = 86_400_000;

let folder: string;
let store: Store;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sightglass-once-'));
  store = await openStore({ dataDir: folder });
}, 60_000);
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** The same store and tables, opened by a process that remembers nothing. */
async function forgetful(): Promise<void> {
  await store.close();
  const spool = join(folder, 'spool');
  for (const name of readdirSync(spool)) if (name.endsWith('.journal')) rmSync(join(spool, name));
  store = await openStore({ dataDir: folder });
}

interface LogFields {
  uid?: string;
  atMs?: number | undefined;
}

/** A body of log records; `event` tells those of a test from all others. */
function logs(event: string, ...records: LogFields[]): Buffer {
  const logRecords = records.map(({ uid, atMs }) => ({
    eventName: event,
    ...(atMs === undefined ? {} : { timeUnixNano: BigInt(atMs) * 1_000_000n }),
    attributes: uid === undefined ? [] : [{ key: 'log.record.uid', value: { stringValue: uid } }],
  }));
  return encode('ExportLogsServiceRequest', { resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
}

/** A gauge and a sum of one name. */
function metrics(name: string): Buffer {
  const dataPoints = [{ timeUnixNano: BigInt(Date.now()) * 1_000_000n, asDouble: 1 }];
  return encode('ExportMetricsServiceRequest', {
    resourceMetrics: [
      {
        scopeMetrics: [
          {
            metrics: [
              { name, gauge: { dataPoints } },
              { name, sum: { dataPoints, aggregationTemporality: 2, isMonotonic: true } },
            ],
          },
        ],
      },
    ],
  });
}

async function stored(event: string): Promise<number> {
  await store.flush();
  const { rows } = await store.query<{ n: string }>(
    'SELECT count() AS n FROM otel.otel_logs WHERE EventName = {event:String}',
    { event },
  );
  return Number(rows[0]?.n);
}

/** Sends a body; how many records were taken, and how many of them had been there. */
async function add(gather: Gather, body: Buffer, into: Destination = HERE): Promise<[number, number]> {
  const { accepted, repeated } = await gather.add(body, 'protobuf', into);
  return [accepted, repeated];
}

/** An id with this time and these last digits. */
function uuidAt(timeMs: number, last: string): string {
  const time = timeMs.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${last.padStart(12, '0')}`;
}

describe('what is sent again', () => {
  it('is stored once, and answered as the first time', async () => {
    const gather = createGather(store, 'logs');
    const body = logs('again', { atMs: Date.now() }, { atMs: Date.now() - 40 * DAY_MS });
    const first = await gather.add(body, 'protobuf', HERE);
    const second = await gather.add(body, 'protobuf', HERE);
    expect(second).toMatchObject({ accepted: 1, rejected: 1, repeated: 1, message: first.message });
    expect(await stored('again')).toBe(1);
  });

  it('is stored once when its copies come at the same time', async () => {
    const gather = createGather(store, 'logs');
    const body = logs('at once', { atMs: Date.now() });
    expect(await Promise.all([add(gather, body), add(gather, Buffer.from(body)), add(gather, body)])).toEqual([
      [1, 0],
      [1, 1],
      [1, 1],
    ]);
    expect(await stored('at once')).toBe(1);
  });

  it('is stored by the second copy when the first failed', async () => {
    let fails = 1;
    const failing: Keeper = {
      database: store.database,
      remembers: (key) => store.remembers(key),
      remembersSince: () => store.remembersSince(),
      query: (...of) => store.query(...of),
      keep: (...of) => (fails-- > 0 ? Promise.reject(new ServerError('SIGHTGLASS_DISK', 'full')) : store.keep(...of)),
    };
    const gather = createGather(failing, 'logs');
    const body = logs('failed', { atMs: Date.now(), uid: 'failed' });
    const [first, second] = await Promise.allSettled([add(gather, body), add(gather, body)]);
    expect(first).toMatchObject({ status: 'rejected', reason: { code: 'SIGHTGLASS_DISK' } });
    expect(second).toMatchObject({ status: 'fulfilled', value: [1, 0] });
    expect(await stored('failed')).toBe(1);
  });

  it('is something new where no record carries a time', async () => {
    const gather = createGather(store, 'logs');
    const body = logs('timeless', {}, {});
    expect([await add(gather, body), await add(gather, body)]).toEqual([
      [2, 0],
      [2, 0],
    ]);
    expect(await stored('timeless')).toBe(4);
  });

  it('belongs to each project that sends it', async () => {
    const gather = createGather(store, 'logs');
    const body = logs('two projects', { atMs: Date.now(), uid: 'two projects' });
    expect(await add(gather, body)).toEqual([1, 0]);
    expect(await add(gather, body, { project: 'other', isPaused: false })).toEqual([1, 0]);
    expect(await stored('two projects')).toBe(2);
  });

  it('is in each table of metrics once', async () => {
    const gather = createGather(store, 'metrics');
    const body = metrics('of.two.tables');
    expect([await add(gather, body), await add(gather, body)]).toEqual([
      [2, 0],
      [2, 2],
    ]);
    await store.flush();
    const { rows } = await store.query(
      "SELECT (SELECT count() FROM otel.otel_metrics_gauge WHERE MetricName = 'of.two.tables') AS g, (SELECT count() FROM otel.otel_metrics_sum WHERE MetricName = 'of.two.tables') AS s",
    );
    expect(rows).toEqual([{ g: '1', s: '1' }]);
  });
});

describe('a record with an id', () => {
  it('is stored once, in whichever body it comes', async () => {
    const gather = createGather(store, 'logs');
    const now = Date.now();
    const [a, b, c] = ['a', 'b', 'c'].map((last) => ({ uid: uuidAt(now, last), atMs: now }));
    if (!a || !b || !c) throw new Error('three records');
    expect(await add(gather, logs('ids', a, b, a))).toEqual([3, 1]);
    expect(await add(gather, logs('ids', b, c))).toEqual([2, 1]);
    expect(await Promise.all([add(gather, logs('ids', c, a)), add(gather, logs('ids', a, c))])).toEqual([
      [2, 2],
      [2, 2],
    ]);
    expect(await stored('ids')).toBe(3);
  });

  it('is stored once when two bodies with it come at the same time', async () => {
    const gather = createGather(store, 'logs');
    const now = Date.now();
    const [a, b] = [
      { uid: uuidAt(now, 'd1'), atMs: now },
      { uid: uuidAt(now, 'd2'), atMs: now },
    ];
    const results = await Promise.all([add(gather, logs('same time', a)), add(gather, logs('same time', a, b))]);
    expect(results).toEqual([
      [1, 0],
      [2, 1],
    ]);
    expect(await stored('same time')).toBe(2);
  });

  it('is found in the table when it is older than what is remembered', async () => {
    const old = Date.now() - 3 * DAY_MS;
    const [a, b] = [
      { uid: uuidAt(old, 'a'), atMs: old },
      { uid: uuidAt(old, 'b'), atMs: old },
    ];
    expect(await add(createGather(store, 'logs'), logs('old', a))).toEqual([1, 0]);
    await store.flush();
    await forgetful();
    const gather = createGather(store, 'logs');
    expect(await add(gather, logs('old', a, b))).toEqual([2, 1]);
    expect(await add(gather, logs('old', b, a))).toEqual([2, 2]);
    expect(await stored('old')).toBe(2);
  }, 60_000);
});

describe('a body with an id of its own', () => {
  it('is stored once, whatever its bytes, as long as they are remembered and after', async () => {
    const old = Date.now() - 3 * DAY_MS;
    const batches = { old: uuidAt(old, 'a'), young: uuidAt(Date.now(), 'b') };
    const send = (batch: string, event: string): Promise<[number, number]> =>
      add(createGather(store, 'logs'), logs(event, {}), { ...HERE, batch });
    expect([await send(batches.young, 'batch'), await send(batches.young, 'batch')]).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect([await send(batches.old, 'batch'), await send(batches.old, 'batch')]).toEqual([
      [1, 0],
      [1, 1],
    ]);
    await store.flush();
    await forgetful();
    expect(await send(batches.old, 'batch')).toEqual([1, 1]);
    expect(await send(uuidAt(old, 'c'), 'batch')).toEqual([1, 0]);
    expect(await add(createGather(store, 'metrics'), metrics('batch'), { ...HERE, batch: batches.old })).toEqual([
      2, 0,
    ]);
    expect(await stored('batch')).toBe(3);
  }, 60_000);
});

describe('an event of the past', () => {
  const past = { usage: 400, delivery: 5 * 365 };
  const daysAgo = (days: number): number => Date.now() - days * DAY_MS;

  it('goes straight to the table that keeps it, as long as that does, and once', async () => {
    const body = (scope: string, eventName: string, days: number): Buffer =>
      encode('ExportLogsServiceRequest', {
        resourceLogs: [
          {
            resource: { attributes: [{ key: 'service.name', value: { stringValue: 'shop' } }] },
            scopeLogs: [
              {
                scope: { name: scope },
                logRecords: [
                  {
                    eventName,
                    timeUnixNano: BigInt(daysAgo(days)) * 1_000_000n,
                    attributes: [
                      { key: 'log.record.uid', value: { stringValue: `${eventName} ${days}` } },
                      { key: 'user.id', value: { stringValue: 'ada' } },
                    ],
                  },
                ],
              },
            ],
          },
        ],
      });
    const gather = createGather(store, 'logs', { past });
    const deployed = body('ci', 'deployment.finished', 200);
    expect([await add(gather, deployed), await add(gather, deployed)]).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(await add(gather, body('@sightglass/usage', 'page.viewed', 100))).toEqual([1, 0]);
    expect(await add(gather, body('ci', 'deployment.finished', 5 * 365 + 1))).toEqual([0, 0]);
    expect(await add(gather, body('@sightglass/usage', 'page.viewed', 401))).toEqual([0, 0]);
    expect(await add(gather, body('somebody', 'page.viewed', 100))).toEqual([0, 0]);
    expect(await add(createGather(store, 'logs'), body('ci', 'deployment.finished', 201))).toEqual([0, 0]);
    await store.flush();
    const { rows } = await store.query(
      "SELECT EventName AS name, ServiceName AS service, '' AS person, dateDiff('day', Timestamp, now()) AS days FROM otel.delivery_events WHERE Uid LIKE '% 20_' " +
        "UNION ALL SELECT Name, ServiceName, UserId, dateDiff('day', Timestamp, now()) AS days FROM otel.usage_events",
    );
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining([
        { name: 'page.viewed', service: 'shop', person: 'ada', days: '100' },
        { name: 'deployment.finished', service: 'shop', person: '', days: '200' },
      ]),
    );
    expect(await stored('deployment.finished')).toBe(0);
  });
});
