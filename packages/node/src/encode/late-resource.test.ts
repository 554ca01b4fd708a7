import { expect, test } from 'vitest';
import { decode } from '../../test/oracle.ts';
import { AgentResource } from '../assemble/agent-resource.ts';
import { createFastTracerProvider } from '../tracer/fast-tracer-provider.ts';

const attributesIn = (bytes: Uint8Array): unknown[] => decode(bytes).map(({ resource }) => resource);
const text = (key: string, stringValue: string): object =>
  expect.objectContaining({ key, value: expect.objectContaining({ stringValue }) }) as object;

test('what is found out after the start stands on the first spans too, and once on all later ones', async () => {
  let find: (found: object) => void = () => {};
  const resource = new AgentResource({ 'service.name': 'shop' });
  const told = new Promise<object>((resolve) => (find = resolve));
  resource.awaits(async (found) => void Object.assign(found, await told));
  const chunks: Uint8Array[] = [];
  const provider = createFastTracerProvider({ resource, onChunk: (bytes) => chunks.push(bytes) });
  const tracer = provider.getTracer('t');
  tracer.startSpan('first').end();
  find({ 'container.id': 'c', 'cloud.region': 'a region with a longer name than anything before it' });
  await resource.waitForAsyncAttributes();
  provider.flush();
  tracer.startSpan('second').end();
  provider.flush();
  expect(chunks.flatMap((bytes) => decode(bytes).map(({ name }) => name))).toEqual(['first', 'second']);
  for (const found of chunks.flatMap(attributesIn)) {
    expect(found).toMatchObject({
      attributes: [
        text('container.id', 'c'),
        text('cloud.region', resource.attributes['cloud.region'] as string),
        text('service.name', 'shop'),
      ],
    });
  }
});

test('a full chunk waits while more is to be found, and nothing of it is lost', async () => {
  let find: (found: object) => void = () => {};
  const resource = new AgentResource({ 'service.name': 'shop' });
  const told = new Promise<object>((resolve) => (find = resolve));
  resource.awaits(async (found) => void Object.assign(found, await told));
  let names: string[] = [];
  const provider = createFastTracerProvider({
    resource,
    onChunk: (bytes) => {
      names.push(...decode(bytes).map(({ name }) => name));
      provider.release(bytes);
    },
  });
  const expected = Array.from({ length: 3000 }, (_, at) => `${at} ${'x'.repeat(200)}`);
  for (const name of expected) provider.getTracer('t').startSpan(name).end();
  expect(names).toEqual([]);
  find({ 'container.id': 'c' });
  await resource.waitForAsyncAttributes();
  provider.flush();
  expect(names).toEqual(expected);
  names = [];
  for (const name of expected) provider.getTracer('t').startSpan(name).end();
  expect(names.length).toBeGreaterThan(1000);
});
