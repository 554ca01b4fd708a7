import { expect, onTestFinished, test, vi } from 'vitest';
import { createPause } from './pause.ts';
import type { Pause } from './pause.ts';

/** A pause whose time passes when told. */
function pauseWith(random: number): { pause: Pause; pass: (ms: number) => void } {
  const spy = vi.spyOn(Math, 'random').mockReturnValue(random);
  onTestFinished(() => spy.mockRestore());
  let now = 1000;
  const pass = (ms: number): void => {
    now += ms;
  };
  return { pause: createPause(() => now), pass };
}

test.each([
  [0, [750, 1500, 3750, 3750, 3750]],
  [0.5, [1000, 2000, 5000, 5000, 5000]],
  [1, [1250, 2500, 6250, 6250, 6250]],
])(
  'a receiver that fails is asked after one, two, then every five seconds, a quarter more or less (%d)',
  (random, pauses) => {
    const { pause, pass } = pauseWith(random);
    const found = pauses.map(() => {
      pause.failed();
      const leftMs = pause.leftMs();
      pass(leftMs);
      expect(pause.leftMs()).toBe(0);
      return leftMs;
    });
    expect(found).toEqual(pauses);
  },
);

test('two requests that fail together are one failure', () => {
  const { pause, pass } = pauseWith(0.5);
  pause.failed();
  pass(10);
  pause.failed();
  expect(pause.leftMs()).toBe(990);
  pass(990);
  pause.failed();
  expect(pause.leftMs()).toBe(2000);
});

test('what the receiver asks for counts, and is not cut short by who is in a hurry', () => {
  const { pause, pass } = pauseWith(0.5);
  pause.failed(30_000);
  pause.wake();
  expect(pause.leftMs()).toBe(30_000);
  pass(30_000);
  pause.failed();
  pause.wake();
  expect(pause.leftMs()).toBe(0);
});

test('what works again begins anew', () => {
  const { pause, pass } = pauseWith(0.5);
  for (let failure = 0; failure < 5; failure++) {
    pause.failed();
    pass(5000);
  }
  expect([pause.isFailing(), pause.sinceFailureMs()]).toEqual([true, 5000]);
  pause.worked();
  expect([pause.isFailing(), pause.sinceFailureMs(), pause.leftMs()]).toEqual([false, Infinity, 0]);
  pause.failed();
  expect(pause.leftMs()).toBe(1000);
});
