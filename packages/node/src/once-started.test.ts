import { expect, test, vi } from 'vitest';
import { onceStarted } from './once-started.ts';

const work = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};

test('the time counts from the first turn, however long the program takes to load', async () => {
  const order: string[] = [];
  setTimeout(() => order.push('a timer that ran out meanwhile'), 30);
  onceStarted(() => order.push('what could wait'), 30);
  work(60);
  await vi.waitFor(() => expect(order).toEqual(['a timer that ran out meanwhile', 'what could wait']));
});

test.each([
  ['before the first turn', 0],
  ['after it', 1],
])('what is called off %s does not run', async (_, turns) => {
  let ran = 0;
  const callOff = onceStarted(() => (ran += 1), 0);
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => void setImmediate(resolve));
  callOff();
  await new Promise<void>((resolve) => void onceStarted(resolve, 5));
  expect(ran).toBe(0);
});
