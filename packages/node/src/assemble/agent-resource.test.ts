import { expect, test, vi } from 'vitest';
import { AgentResource } from './agent-resource.ts';
import type { Search } from './agent-resource.ts';

/** Finds the container at once, and the region when it is told to. */
function createSearch(): { search: Search; answer: () => void } {
  let answer = (): void => {};
  const answered = new Promise<void>((resolve) => (answer = resolve));
  const search: Search = async (found) => {
    Object.assign(found, { 'service.name': 'found', 'container.id': 'c' });
    await answered;
    Object.assign(found, { 'cloud.region': 'r' });
  };
  return { search, answer };
}

test('what is found later never replaces what was known, and is there once it is not pending any more', async () => {
  const { search, answer } = createSearch();
  const resource = new AgentResource({ 'service.name': 'known' });
  const before = resource.attributes;
  resource.awaits(search);
  const waiting = resource.waitForAsyncAttributes();
  expect(resource.asyncAttributesPending).toBe(true);
  expect(resource.attributes).toBe(before);
  answer();
  await waiting;
  expect(resource.asyncAttributesPending).toBe(false);
  expect(resource.attributes).toEqual({ 'service.name': 'known', 'container.id': 'c', 'cloud.region': 'r' });
  expect(before).toEqual({ 'service.name': 'known' });
});

test('a search begins when somebody first waits for it, and once', async () => {
  const search = vi.fn<Search>(async () => {});
  const resource = new AgentResource({ a: 1 });
  resource.awaits(search);
  expect([resource.asyncAttributesPending, search.mock.calls.length]).toEqual([true, 0]);
  await Promise.all([resource.waitForAsyncAttributes(), resource.waitForAsyncAttributes()]);
  await resource.waitForAsyncAttributes();
  resource.settle();
  expect(search).toHaveBeenCalledOnce();
});

test('a search that fails ends the waiting with what it had found', async () => {
  const resource = new AgentResource({ a: 1 });
  resource.awaits(async (found) => {
    found['b'] = 2;
    throw new Error('no');
  });
  await resource.waitForAsyncAttributes();
  expect([resource.attributes, resource.asyncAttributesPending]).toEqual([{ a: 1, b: 2 }, false]);
});

test('who cannot wait gets what is found at once, begun or not, and nothing is added after that', async () => {
  for (const isBegun of [false, true]) {
    const { search, answer } = createSearch();
    const resource = new AgentResource({ a: 1 });
    resource.awaits(search);
    const waiting = isBegun ? resource.waitForAsyncAttributes() : undefined;
    resource.settle();
    const settled = { a: 1, 'service.name': 'found', 'container.id': 'c' };
    expect([resource.attributes, resource.asyncAttributesPending]).toEqual([settled, false]);
    answer();
    await waiting;
    await resource.waitForAsyncAttributes();
    expect(resource.attributes).toEqual(settled);
  }
});

test('who can wait a little gets what is found by then', async () => {
  const answering = createSearch();
  const quick = new AgentResource({});
  quick.awaits(answering.search);
  const within = quick.settleWithin(60_000);
  answering.answer();
  await within;
  expect(quick.attributes).toHaveProperty('cloud.region');

  const slow = new AgentResource({});
  slow.awaits(createSearch().search);
  const held = setInterval(() => {}, 1000);
  await slow.settleWithin(5);
  clearInterval(held);
  expect(slow.attributes).toEqual({ 'service.name': 'found', 'container.id': 'c' });
});
