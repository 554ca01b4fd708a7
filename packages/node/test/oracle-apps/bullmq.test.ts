import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has } from '../../../../test/kit/peers.ts';
import { type Redis, startRedis } from '../../../../test/kit/redis.ts';
import { askTwice } from './drive.ts';
import { runApp } from './run-app.ts';
import { childrenOf, plain, servedBy } from './span-tree.ts';
import type { PlainSpan } from './span-tree.ts';
import { eachWork } from './work.ts';

const SCRIPT = [{ path: '/start/1' }, ...eachWork('add bulk failing chained silent')];

// The stock agent knows nothing of bullmq: what is expected is written down here.
describe.runIf(has('redis', 'the spans of bullmq'))('bullmq', () => {
  let redis: Redis | undefined;
  let spans: readonly PlainSpan[];
  beforeAll(async () => {
    redis = await startRedis();
    const sent = await runApp('ours', 'bullmq.mjs', {
      env: { REDIS_PORT: String(redis.port) },
      drive: (origin) => askTwice(origin, SCRIPT),
    });
    spans = plain(sent).filter(({ attributes }) => attributes['db.system.name'] === undefined);
  });
  afterAll(() => redis?.stop());

  const below = (span: PlainSpan): PlainSpan[] => childrenOf(spans, span);
  const served = (name: string): PlainSpan[] => servedBy(spans, name);

  test('work on a job stands below the one who added it', () => {
    const requests = served('add');
    expect(requests).toHaveLength(6);
    for (const request of requests) {
      const [added, ...more] = below(request);
      expect(more).toEqual([]);
      expect(added).toMatchObject({
        name: 'add orders',
        kind: 'PRODUCER',
        status: 'UNSET',
        attributes: {
          'messaging.system.name': 'bullmq',
          'messaging.operation.name': 'add',
          'messaging.operation.type': 'send',
          'messaging.destination.name': 'orders',
          'messaging.message.id': expect.stringMatching(/^\d+$/) as string,
        },
      });
      expect(below(added!)).toEqual([
        expect.objectContaining({
          name: 'process orders',
          kind: 'CONSUMER',
          status: 'UNSET',
          attributes: {
            'messaging.system.name': 'bullmq',
            'messaging.operation.name': 'process',
            'messaging.operation.type': 'process',
            'messaging.destination.name': 'orders',
            'messaging.message.id': added?.attributes['messaging.message.id'],
          },
        }),
      ]);
    }
  });

  test('jobs that are added together are one span with their number', () => {
    for (const request of served('bulk')) {
      const [added] = below(request);
      expect(added).toMatchObject({ name: 'addBulk orders', attributes: { 'messaging.batch.message_count': 3 } });
      expect(below(added!).map(({ name }) => name)).toEqual(Array.from({ length: 3 }, () => 'process orders'));
    }
    expect(served('bulk')).toHaveLength(6);
  });

  test('a job that fails says so, though its worker goes on', () => {
    for (const request of served('failing')) {
      const [added] = below(request);
      expect(added?.status).toBe('UNSET');
      expect(below(added!)).toMatchObject([
        { status: 'ERROR secret price', attributes: { 'error.type': 'job_failed' } },
      ]);
    }
    expect(served('failing')).toHaveLength(6);
  });

  test('a job that adds another one stands between the two', () => {
    for (const request of served('chained')) {
      const [first] = below(request);
      const [work] = below(first!);
      const [second] = below(work!);
      expect([first, work, second, ...below(second!)].map((span) => span?.name)).toEqual([
        'add orders',
        'process orders',
        'add orders',
        'process orders',
      ]);
    }
    expect(served('chained')).toHaveLength(6);
  });

  test('nothing hangs below the request that made the worker, and a job without context is a trace of its own', () => {
    const [making] = served('start');
    expect(below(making!)).toEqual([]);
    for (const request of served('silent')) expect(below(request).flatMap(below)).toEqual([]);
    const alone = spans.filter(({ name, parentId }) => name === 'process orders' && parentId === '');
    expect(alone).toHaveLength(served('silent').length);
  });

  test('neither data nor results of jobs are in any span', () => {
    const said = JSON.stringify(spans.map(({ attributes, events }) => [attributes, events]));
    expect(said).not.toContain('secret');
  });
});
