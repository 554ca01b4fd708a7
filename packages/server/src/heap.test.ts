import { describe, expect, it } from 'vitest';
import { giveBackHeap } from './heap.ts';

/** In a frame of its own: the caller's would go on holding it. */
function unheldThing(): WeakRef<object> {
  return new WeakRef({ some: 'thing' });
}

describe('giveBackHeap', () => {
  it('collects what nobody holds any more', async () => {
    const unheld = unheldThing();
    const held = { other: 'thing' };
    const heldToo = new WeakRef(held);
    // Within the task that made it, a weak reference still holds.
    await new Promise((resolve) => setImmediate(resolve));
    await giveBackHeap();
    expect(unheld.deref()).toBeUndefined();
    expect(heldToo.deref()).toBe(held);
  });
});
