import { expect, it } from 'vitest';
import { NO_METER } from '../self/meter.ts';
import { createRefusedCounts } from './refused.ts';

const MINUTE = 60_000;
const SLOT = 5 * MINUTE;
const START = 1000 * SLOT;

const refused = (project: string, signal: string, reason: string): object => ({ project, signal, reason });

it('says what a project was refused and what nobody’s keys were, latest first, and nothing of other projects', () => {
  let now = START;
  const counts = createRefusedCounts(NO_METER, () => now++);
  counts.add('shop', 'traces', 'body too large', 0);
  counts.add('', 'logs', 'unknown key', 0);
  counts.add('other', 'logs', 'body too large', 0);
  counts.add('shop', 'traces', 'body too large', 0);
  counts.add('shop', 'metrics', 'time is older than what is kept', 12);
  expect(counts.of('shop')).toEqual([
    { ...refused('shop', 'metrics', 'time is older than what is kept'), requests: 1, records: 12, lastAtMs: START + 5 },
    { ...refused('shop', 'traces', 'body too large'), requests: 2, records: 0, lastAtMs: START + 4 },
    { ...refused('', 'logs', 'unknown key'), requests: 1, records: 0, lastAtMs: START + 2 },
  ]);
});

it('counts within slots of five minutes of the last day, and says which', () => {
  let now = START + 30_000;
  const counts = createRefusedCounts(NO_METER, () => now);
  const within = (fromMs: number, toMs: number): unknown => counts.within('shop', fromMs, toMs).items[0]?.within;
  counts.add('shop', 'logs', 'x', 5);
  now = START + 10 * MINUTE;
  counts.add('shop', 'logs', 'x', 7);
  expect(within(START, now + 1)).toEqual({ requests: 2, records: 12 });
  expect(within(START + SLOT, now + 1)).toEqual({ requests: 1, records: 7 });
  expect(within(START, now)).toEqual({ requests: 1, records: 5 });
  expect(counts.within('shop', 0, now + 1)).toMatchObject({ fromMs: START, toMs: now + SLOT });
  // A day later the first ones are forgotten, the sums are not.
  now = START + 1445 * MINUTE;
  counts.add('shop', 'logs', 'x', 1);
  expect(counts.within('shop', 0, now + 1)).toMatchObject({
    fromMs: START + 5 * MINUTE,
    items: [{ requests: 3, records: 13, within: { requests: 2, records: 8 } }],
  });
});

it('tells the meter of each refusal', () => {
  const told: unknown[] = [];
  const counts = createRefusedCounts({ ...NO_METER, refused: (...of) => told.push(of) });
  counts.add('shop', 'logs', 'x', 5);
  expect(told).toEqual([['shop', 'logs', 'x', 5]]);
});

it('stays small whatever the reasons are', () => {
  const counts = createRefusedCounts();
  for (let at = 0; at < 2000; at += 1) counts.add('shop', 'logs', `reason ${at}`, 1);
  expect(counts.of('shop')).toHaveLength(1000);
});
