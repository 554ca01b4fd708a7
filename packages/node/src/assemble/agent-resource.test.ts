import { expect, test } from 'vitest';
import { AgentResource } from './agent-resource.ts';

test('what is found later never replaces what was known, and is there once it is not pending any more', async () => {
  const resource = new AgentResource({ 'service.name': 'known' });
  const before = resource.attributes;
  resource.awaits(Promise.resolve({ 'service.name': 'found', 'container.id': 'c' }));
  expect(resource.asyncAttributesPending).toBe(true);
  expect(resource.attributes).toBe(before);
  await resource.waitForAsyncAttributes();
  expect(resource.asyncAttributesPending).toBe(false);
  expect(resource.attributes).toEqual({ 'service.name': 'known', 'container.id': 'c' });
  expect(before).toEqual({ 'service.name': 'known' });
});

test('a search that fails ends the waiting with what was known', async () => {
  const resource = new AgentResource({ a: 1 });
  resource.awaits(Promise.reject(new Error('no')));
  await resource.waitForAsyncAttributes();
  expect([resource.attributes, resource.asyncAttributesPending]).toEqual([{ a: 1 }, false]);
});
