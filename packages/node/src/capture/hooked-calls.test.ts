import { ROOT_CONTEXT, createContextKey } from '@opentelemetry/api';
import type { Context } from '@opentelemetry/api';
import { runInThisContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { wrapMethods } from '../hook/transforms.ts';
import { currentContext, storage } from '../tracer/context/storage.ts';
import { captureCalls } from './hooked-calls.ts';
import type { CallOutcome } from './hooked-calls.ts';

const WHERE = createContextKey('where');
const at = (name: string): Context => ROOT_CONTEXT.setValue(WHERE, name);
const where = (): unknown => currentContext().getValue(WHERE);

const SOURCE = `module.exports = {
  ask(value, callback) {
    if (value === 'throw') throw new Error('thrown');
    if (typeof callback === 'function') {
      setImmediate(() => value === 'fail' ? callback(new Error('called')) : callback(null, value));
      return 'ticket';
    }
    if (value === 'reject') return Promise.reject(new Error('rejected'));
    if (value === 'own') return new (class Lazy extends Promise {})((resolve) => resolve(value));
    return typeof value === 'number' ? value : Promise.resolve(value);
  },
};`;

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

let channels = 0;
function setUp(begin?: () => undefined): {
  library: { ask: (value: unknown, callback?: (error: Error | null, value?: unknown) => void) => unknown };
  ends: CallOutcome[];
} {
  const channel = `sightglass:test:ask${(channels += 1)}` as const;
  const source = wrapMethods(SOURCE, [{ of: 'module.exports', method: 'ask', channel }]);
  const module: { exports: ReturnType<typeof setUp>['library'] } = { exports: { ask: () => {} } };
  (runInThisContext(`(function (module) { ${source}\n})`) as (given: unknown) => void)(module);
  const ends: CallOutcome[] = [];
  stops.push(captureCalls(channel, begin ?? (() => ({ context: at('call'), end: (outcome) => ends.push(outcome) }))));
  return { library: module.exports, ends };
}

test('a call ends when its promise is fulfilled or rejected, and the program gets the same', async () => {
  const { library, ends } = setUp();
  const asked = library.ask('a');
  expect(ends).toEqual([]);
  expect(await asked).toBe('a');
  await expect(library.ask('reject')).rejects.toThrow('rejected');
  expect(ends).toMatchObject([{ value: 'a' }, { error: { message: 'rejected' } }]);
});

test('a call ends with its callback, which runs where the program made the call', async () => {
  const { library, ends } = setUp();
  const seen = await storage.run(
    at('program'),
    () => new Promise((resolve) => library.ask('b', (error, value) => resolve([error, value, where(), ends.length]))),
  );
  expect(seen).toEqual([null, 'b', 'program', 1]);
  await new Promise<void>((resolve) => library.ask('fail', () => resolve()));
  expect(ends).toMatchObject([{ value: 'b' }, { error: { message: 'called' } }]);
});

test('a call ends when it returns or throws, also where a callback will never come', () => {
  const { library, ends } = setUp();
  expect(library.ask(7)).toBe(7);
  expect(() => library.ask('throw')).toThrow('thrown');
  expect(() => library.ask('throw', () => {})).toThrow('thrown');
  expect(ends).toMatchObject([{ value: 7 }, { error: { message: 'thrown' } }, { error: { message: 'thrown' } }]);
});

test('a promise of a class of its own reaches the program as it is', async () => {
  const { library, ends } = setUp();
  const asked = library.ask('own');
  expect(Object(asked).constructor.name).toBe('Lazy');
  expect(ends).toMatchObject([{ value: asked }]);
  await asked;
});

test('the call runs in the context it is given, the program behind it in its own', async () => {
  const channel = `sightglass:test:where` as const;
  const source = wrapMethods('module.exports = { ask: (read) => read() };', [
    { of: 'module.exports', method: 'ask', channel },
  ]);
  const module = { exports: { ask: (_read: () => unknown): unknown => undefined } };
  (runInThisContext(`(function (module) { ${source}\n})`) as (given: unknown) => void)(module);
  stops.push(captureCalls(channel, ({ self }) => ({ context: at(self === module.exports ? 'call' : 'else') })));
  await storage.run(at('program'), async () => {
    expect(module.exports.ask(where)).toBe('call');
    expect(where()).toBe('program');
    await module.exports.ask(async () => {});
    expect(where()).toBe('program');
  });
});

test('calls that the capture lets pass, and a capture that fails, change nothing', async () => {
  const { library } = setUp(() => undefined);
  expect(await library.ask('c')).toBe('c');
  const failing = setUp(() => {
    throw new Error('ours');
  });
  expect(await failing.library.ask('d')).toBe('d');
  expect(await new Promise((resolve) => failing.library.ask('e', (_error, value) => resolve(value)))).toBe('e');
});

test('nothing is followed after the end of the watch', async () => {
  const { library, ends } = setUp();
  for (const stop of stops.splice(0)) stop();
  expect(await library.ask('f')).toBe('f');
  expect(ends).toEqual([]);
});
