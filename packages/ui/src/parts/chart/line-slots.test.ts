import { expect, test } from 'vitest';
import { createLineSlots } from './line-slots.ts';

test('a line keeps its slot while others come, those met together in the order of their names', () => {
  const slots = createLineSlots();
  slots.learn(['b', 'a']);
  slots.learn(['0', 'b']);
  expect(['a', 'b', '0', 'new', 'a'].map(slots.slotOf)).toEqual([0, 1, 2, 3, 0]);
});
