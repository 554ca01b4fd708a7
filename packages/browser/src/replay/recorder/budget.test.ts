import { expect, it, vi } from 'vitest';
import { createBudget } from './budget.ts';

/** A budget of a tenth, with a clock that goes on as far as said. */
function budgetOf(): {
  spend: (ms: number) => void;
  wait: (ms: number) => void;
  told: () => number;
  spent: () => number;
} {
  let time = 0;
  const onSpent = vi.fn<() => void>();
  const budget = createBudget(0.1, onSpent, () => time);
  return {
    spend: (ms) => budget.spend(() => (time += ms)),
    wait: (ms) => (time += ms),
    told: () => onSpent.mock.calls.length,
    spent: () => budget.spent(),
  };
}

it('is told at the third window in which it was too much, once', () => {
  const { spend, wait, told } = budgetOf();
  for (const expected of [0, 0, 1, 1]) {
    spend(600);
    spend(600);
    expect(told()).toBe(expected);
    wait(11_000);
  }
});

it('bears any number of windows within the share', () => {
  const { spend, wait, told, spent } = budgetOf();
  for (let n = 0; n < 100; n++) {
    spend(900);
    wait(10_500);
  }
  expect([told(), spent()]).toEqual([0, 90_000]);
});

it('counts what runs within something else once, and what throws as well', () => {
  let time = 0;
  const budget = createBudget(
    0.1,
    () => {},
    () => time,
  );
  budget.spend(() => budget.spend(() => (time += 5)));
  expect(() =>
    budget.spend(() => {
      time += 3;
      throw new Error('as planned');
    }),
  ).toThrow('as planned');
  expect(budget.spent()).toBe(8);
});
