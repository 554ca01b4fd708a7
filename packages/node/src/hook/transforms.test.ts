import { AsyncLocalStorage } from 'node:async_hooks';
import diagnosticsChannel, { tracingChannel } from 'node:diagnostics_channel';
import { runInThisContext } from 'node:vm';
import { afterEach, expect, test } from 'vitest';
import { appendCode, FAULT_CHANNEL, wrapMethods } from './transforms.ts';

interface Call {
  self: unknown;
  arguments: unknown[];
  result: unknown;
  error: unknown;
}
type Library = Record<string, (...given: unknown[]) => unknown>;

/** Runs a source as Node runs CommonJS, and gives what it exports. */
function load(source: string): Library {
  const module = { exports: {} };
  const run = runInThisContext(`(function (module, exports) { ${source}\n})`) as (...given: unknown[]) => void;
  run(module, module.exports);
  return module.exports;
}

const NAME = 'sightglass:test:call';
const wrapped = (source: string, of = 'module.exports', method = 'add'): string =>
  wrapMethods(source, [{ of, method, channel: NAME }]);

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

function listen(handlers: Partial<Record<'start' | 'end' | 'error', (call: Call) => void>>): void {
  for (const [event, handle] of Object.entries(handlers)) {
    const channel = `tracing:${NAME}:${event}`;
    const listener = (call: unknown): void => handle(call as Call);
    diagnosticsChannel.subscribe(channel, listener);
    stops.push(() => diagnosticsChannel.unsubscribe(channel, listener));
  }
}

function faults(): unknown[] {
  const seen: unknown[] = [];
  const listener = (fault: unknown): void => void seen.push(fault);
  diagnosticsChannel.subscribe(FAULT_CHANNEL, listener);
  stops.push(() => diagnosticsChannel.unsubscribe(FAULT_CHANNEL, listener));
  return seen;
}

const ADD = 'exports.add = function add(a, b) { return this.base + a + b; }; exports.base = 1;';

test('a wrapped method answers as before while nobody listens, and tells its calls while somebody does', () => {
  const library = load(wrapped(ADD));
  expect(library['add']?.(2, 3)).toBe(6);
  const seen: unknown[] = [];
  listen({
    start: (call) => seen.push(['start', call.self === library, [...call.arguments], call.result]),
    end: (call) => seen.push(['end', call.result, call.error]),
  });
  expect(library['add']?.(2, 3)).toBe(6);
  expect(seen).toEqual([
    ['start', true, [2, 3], undefined],
    ['end', 6, undefined],
  ]);
});

test('what it throws reaches the listener and the caller, the same object', () => {
  const library = load(wrapped('exports.add = () => { throw new RangeError("no"); };'));
  const seen: unknown[] = [];
  listen({ error: (call) => seen.push(call.error), end: (call) => seen.push(call.error) });
  let thrown: unknown;
  try {
    library['add']?.();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toMatchObject({ name: 'RangeError', message: 'no' });
  expect(seen).toEqual([thrown, thrown]);
  expect(seen[0]).toBe(thrown);
});

test('a listener may replace the arguments at start and the result at end', () => {
  const library = load(wrapped(ADD));
  listen({
    start: (call) => (call.arguments = [10, 20]),
    end: (call) => (call.result = [call.result]),
  });
  expect(library['add']?.(2, 3)).toEqual([31]);
});

test('the call runs in the stores that are bound to its start', () => {
  const storage = new AsyncLocalStorage<string>();
  const { start } = tracingChannel(NAME);
  start.bindStore(storage, () => 'inside');
  stops.push(() => start.unbindStore(storage));
  const library = load(wrapped('exports.add = (read) => read();'));
  expect(library['add']?.(() => storage.getStore())).toBe('inside');
  expect(storage.getStore()).toBeUndefined();
});

test('the method keeps its name, length, own properties and place', () => {
  const source = `class Client { query(a, b) {} }
    Object.assign(Client.prototype.query, { extra: 1 });
    module.exports = { prototype: Client.prototype, plain: Client };`;
  const before = load(source) as unknown as { prototype: object };
  const after = load(wrapped(source, 'Client.prototype', 'query')) as unknown as { prototype: object };
  const facts = ({ prototype }: { prototype: object }): unknown => {
    const { value, ...place } = Object.getOwnPropertyDescriptor(prototype, 'query') ?? {};
    return { ...place, name: value.name, length: value.length, extra: value.extra };
  };
  expect(facts(after)).toEqual(facts(before));
  expect(facts(after)).toMatchObject({ name: 'query', length: 2, extra: 1, enumerable: false });
});

test('a library that is not as expected loads all the same, and the fault is told', () => {
  const seen = faults();
  const source = wrapMethods(ADD, [
    { of: 'module.exports', method: 'absent', channel: NAME },
    { of: 'Gone.prototype', method: 'add', channel: NAME },
    { of: 'module.exports', method: 'add', channel: NAME },
  ]);
  const library = load(source);
  expect(seen).toMatchObject([{ error: { message: 'absent is no function' } }, { error: { name: 'ReferenceError' } }]);
  const calls: unknown[] = [];
  listen({ end: (call) => calls.push(call.result) });
  expect(library['add']?.(1, 1)).toBe(3);
  expect(calls).toEqual([3]);
});

test('lines keep their numbers, also behind a last line without an end or with a comment', () => {
  const source = 'exports.add = () => new Error().stack;\n//# sourceMappingURL=x.js.map';
  const patched = wrapped(source);
  expect(patched.startsWith(`${source}\n`)).toBe(true);
  expect(patched.split('\n')).toHaveLength(source.split('\n').length + 2);
  listen({ end: () => {} });
  expect(load(patched)['add']?.()).toEqual(expect.any(String));
});

test('appended code sees the names of the file and throws nothing into it', () => {
  const seen = faults();
  const library = load(appendCode('const answer = 42;', 'exports.read = () => answer; throw new Error("late");'));
  expect(library['read']?.()).toBe(42);
  expect(seen).toMatchObject([{ error: { message: 'late' } }]);
});

test('what is added is silent where there is no process', () => {
  const source = wrapped(ADD);
  const run = runInThisContext(`(function (globalThis, module, exports) { ${source}\n})`) as (
    ...given: unknown[]
  ) => void;
  const module = { exports: {} as Library };
  run({}, module, module.exports);
  expect(module.exports['add']?.(2, 3)).toBe(6);
});

test('a method that is only told answers, throws and publishes alike, and enters no store', () => {
  const source =
    "exports.add = function (a, b) { if (a === 'bad') throw new Error('no'); return store() + this.base + a + b; }; exports.base = 1;";
  const storage = new AsyncLocalStorage<number>();
  Object.assign(globalThis, { store: () => storage.getStore() ?? 0 });
  const patched = wrapMethods(source, [{ of: 'module.exports', method: 'add', channel: NAME, isOnlyTold: true }]);
  const library = load(patched);
  const { start } = tracingChannel<number, object>(NAME);
  start.bindStore(storage, () => 100);
  stops.push(() => start.unbindStore(storage));
  const seen: unknown[] = [];
  listen({
    start: (call) => (call.arguments = call.arguments.map((one) => (typeof one === 'number' ? one * 10 : one))),
    end: (call) => {
      seen.push([call.self === library, call.result, String(call.error)]);
      call.result = 'seen';
    },
    error: (call) => seen.push(String(call.error)),
  });
  expect(library['add']?.(2, 3)).toBe('seen');
  expect(() => library['add']?.('bad', 3)).toThrow('no');
  expect(seen).toEqual([[true, 51, 'undefined'], 'Error: no', [true, undefined, 'Error: no']]);
});
