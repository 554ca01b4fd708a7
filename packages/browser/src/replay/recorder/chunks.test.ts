import type { LogRecord } from '@sightglass/otlp';
import { expect, it, vi } from 'vitest';
import type { Page } from '../../capture.ts';
import { createChunks, type Chunks } from './chunks.ts';
import type { Line } from './line.ts';
import type { Pack } from './pack.ts';
import { FULL_SNAPSHOT, INCREMENTAL, META } from './rrweb-values.ts';

/** Chunks of a page whose timers run when told, with what they sent. */
function chunksOf(pack: Pack): { chunks: Chunks; sent: LogRecord[]; onFull: () => void; runTimers: () => void } {
  const sent: LogRecord[] = [];
  const timers: (() => void)[] = [];
  const page: Pick<Page, 'addLog' | 'after' | 'guarded' | 'now'> = {
    addLog: (_scope, record) => void sent.push(record),
    after: (_delayMs, run) => void timers.push(run),
    guarded: (run) => run,
    now: () => 1,
  };
  const onFull = vi.fn<() => void>();
  const runTimers = (): void => timers.splice(0).forEach((run) => run());
  return { chunks: createChunks(page as Page, 'session', pack, onFull), sent, onFull, runTimers };
}

let time = 0;
const line = (type: Line['type'] = INCREMENTAL, json = `${time}`): Line => ({ json, type, time: time++ });
const attribute = (record: LogRecord, name: string): unknown => record.attributes?.[`sightglass.replay.${name}`];
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

it('sends what has waited long enough, packed, numbered and in order', async () => {
  const { chunks, sent, runTimers } = chunksOf(async (text) => `packed ${text}`);
  time = 5;
  for (const type of [META, FULL_SNAPSHOT, INCREMENTAL, INCREMENTAL]) chunks.add(line(type));
  runTimers();
  await settled();
  expect(sent.map(({ body }) => body)).toEqual(['packed [5,6]', 'packed [7,8]']);
  expect(
    sent.map((record) =>
      ['seq', 'first_ts', 'last_ts', 'events', 'full_snapshot'].map((name) => attribute(record, name)),
    ),
  ).toEqual([
    [0, 5, 6, 2, true],
    [1, 7, 8, 2, false],
  ]);
});

it('leaves with all that waits, as it is, and does not send it again when it has been packed', async () => {
  const answers: ((packed: string) => void)[] = [];
  const { chunks, sent, runTimers } = chunksOf(
    () =>
      new Promise((resolve) => {
        answers.push(resolve);
      }),
  );
  time = 0;
  chunks.add(line());
  runTimers();
  chunks.add(line());
  chunks.leave();
  expect(sent.map(({ body }) => body)).toEqual(['[0]', '[1]']);
  answers[0]?.('packed');
  await settled();
  chunks.add(line());
  chunks.leave();
  expect(sent.map((record) => [attribute(record, 'seq'), record.body])).toEqual([
    [0, '[0]'],
    [1, '[1]'],
    [2, '[2]'],
  ]);
});

it('sends what cannot be packed as it is', async () => {
  const { chunks, sent, runTimers } = chunksOf(() => Promise.reject(new Error('no worker')));
  time = 0;
  chunks.add(line());
  runTimers();
  await settled();
  expect(sent.map(({ body }) => body)).toEqual(['[0]']);
});

it('cuts a body that is too long into parts, each with its number', async () => {
  const { chunks, sent } = chunksOf(async () => 'x'.repeat(120_000));
  chunks.add(line(FULL_SNAPSHOT));
  await settled();
  expect(
    sent.map((record) => [attribute(record, 'part'), attribute(record, 'seq'), String(record.body).length]),
  ).toEqual([
    ['1/3', 0, 50_000],
    ['2/3', 1, 50_000],
    ['3/3', 2, 20_000],
  ]);
});

it('takes no more than it can hold while nothing is packed', () => {
  const { chunks, onFull } = chunksOf(() => new Promise(() => {}));
  for (let n = 0; n < 300; n++) chunks.add(line(META));
  expect(onFull).toHaveBeenCalled();
});
