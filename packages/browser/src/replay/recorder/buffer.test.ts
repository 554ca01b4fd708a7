import { expect, it } from 'vitest';
import { createBuffer } from './buffer.ts';
import type { Line } from './line.ts';
import { INCREMENTAL, META } from './rrweb-values.ts';

const line = (time: number, json = `${time}`): Line => ({ time, json, type: time % 10 === 0 ? META : INCREMENTAL });

it('keeps what came since the start before the last', () => {
  const buffer = createBuffer();
  for (const time of [10, 11, 20, 21, 30, 31, 32]) buffer.add(line(time));
  expect(buffer.lines().map(({ time }) => time)).toEqual([20, 21, 30, 31, 32]);
});

it('holds no more than eight million characters, and always begins with a start', () => {
  const buffer = createBuffer();
  const large = 'x'.repeat(3 << 20);
  for (const time of [10, 11, 20, 21]) buffer.add(line(time, large));
  expect(buffer.lines().map(({ time }) => time)).toEqual([20, 21]);
  for (const time of [30, 31, 32, 33, 34]) buffer.add(line(time, large));
  expect(buffer.lines()).toEqual([]);
  for (const time of [35, 40, 41]) buffer.add(line(time));
  expect(buffer.lines().map(({ time }) => time)).toEqual([40, 41]);
});
