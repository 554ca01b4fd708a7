import { createContext, runInContext } from 'node:vm';
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
  ATTR_LOG_RECORD_UID,
  ATTR_SIGHTGLASS_CONTEXT,
  ATTR_SIGHTGLASS_EXCEPTION_AGGREGATED,
  ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS,
  ATTR_SIGHTGLASS_EXCEPTION_CAUSES,
  ATTR_SIGHTGLASS_EXCEPTION_DEBUG_IDS,
  ATTR_SIGHTGLASS_EXCEPTION_FINGERPRINT,
  ATTR_SIGHTGLASS_EXCEPTION_HANDLED,
  ATTR_SIGHTGLASS_EXCEPTION_MECHANISM,
  ATTR_SIGHTGLASS_TAG,
  ATTR_USER_EMAIL,
  ATTR_USER_ID,
  EVENT_EXCEPTION,
  EVENT_SIGHTGLASS_MESSAGE,
} from '@sightglass/api/semconv';
import type { LogRecord } from '@sightglass/otlp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createRecording } from '../test/recording.ts';
import type { Recording } from '../test/recording.ts';
import {
  addBreadcrumb,
  captureException,
  captureMessage,
  setContext,
  setFingerprint,
  setTag,
  setUser,
  start,
  withScope,
} from './index.ts';
import type { ErrorEvent, StartOptions, Tracker } from './index.ts';

let tracker: Tracker | undefined;
afterEach(async () => {
  await tracker?.stop();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

function started(options: Omit<StartOptions, 'client'> = {}): Recording {
  const recording = createRecording();
  tracker = start({ client: recording.client, maxPerMinute: 1e5, maxSamePerMinute: 1e5, ...options });
  return recording;
}

type Attributes = Record<string, unknown>;

/** Attributes of the only record. */
function only({ records, drops }: Recording): Attributes {
  expect(drops).toEqual({});
  expect(records).toHaveLength(1);
  return records[0]?.attributes ?? {};
}

function messages(records: readonly LogRecord[]): unknown[] {
  return records.map((record) => record.attributes?.[ATTR_EXCEPTION_MESSAGE]);
}

describe('an error', () => {
  it('becomes one event, with type, message and the stack as the engine wrote it', () => {
    const recording = started();
    const error = new TypeError('no such order');
    const before = Date.now();
    const id = captureException(error);
    expect(recording.records[0]).toMatchObject({ eventName: EVENT_EXCEPTION, severityNumber: 13 });
    expect(recording.records[0]?.time).toBeGreaterThanOrEqual(before);
    expect(only(recording)).toEqual({
      [ATTR_LOG_RECORD_UID]: id,
      [ATTR_EXCEPTION_TYPE]: 'TypeError',
      [ATTR_EXCEPTION_MESSAGE]: 'no such order',
      [ATTR_EXCEPTION_STACKTRACE]: error.stack,
      [ATTR_SIGHTGLASS_EXCEPTION_HANDLED]: true,
      [ATTR_SIGHTGLASS_EXCEPTION_MECHANISM]: 'manual',
    });
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('is captured once, whoever captures it again', () => {
    const recording = started();
    const error = Object.freeze(new Error('seen by two'));
    const id = captureException(error);
    expect(captureException(error, { mechanism: 'react' })).toBe(id);
    expect(recording.records).toHaveLength(1);
  });

  it('of another realm is an error, too', () => {
    const recording = started();
    captureException(runInContext('new RangeError("elsewhere")', createContext()));
    expect(only(recording)).toMatchObject({
      [ATTR_EXCEPTION_TYPE]: 'RangeError',
      [ATTR_EXCEPTION_MESSAGE]: 'elsewhere',
      [ATTR_EXCEPTION_STACKTRACE]: expect.stringContaining('RangeError: elsewhere'),
    });
  });

  it('tells its causes, outermost first, at most five of fifty', () => {
    const recording = started();
    let error = new Error('cause 50');
    for (let depth = 49; depth >= 0; depth -= 1) error = new Error(`cause ${depth}`, { cause: error });
    captureException(error);
    const attributes = only(recording);
    const causes = attributes[ATTR_SIGHTGLASS_EXCEPTION_CAUSES] as {
      type: string;
      message: string;
      stacktrace: string;
    }[];
    expect(attributes[ATTR_EXCEPTION_MESSAGE]).toBe('cause 0');
    expect(causes.map(({ message }) => message)).toEqual([1, 2, 3, 4, 5].map((depth) => `cause ${depth}`));
    expect(causes[0]).toMatchObject({ type: 'Error', stacktrace: expect.stringContaining('capture.test.ts') });
  });

  it('whose causes go in a circle tells each of them once', () => {
    const recording = started();
    const first: Error = new Error('first');
    first.cause = new Error('second', { cause: first });
    captureException(first);
    expect(only(recording)[ATTR_SIGHTGLASS_EXCEPTION_CAUSES]).toMatchObject([{ message: 'second' }]);
  });

  it('whose cause is no error tells it all the same', () => {
    const recording = started();
    captureException(new Error('outer', { cause: 'the plug was out' }));
    expect(only(recording)[ATTR_SIGHTGLASS_EXCEPTION_CAUSES]).toEqual([
      { type: 'String', message: 'the plug was out', stacktrace: '' },
    ]);
  });

  it('of several tells the first five', () => {
    const recording = started();
    const errors = Array.from({ length: 9 }, (_, index) => new RangeError(`part ${index}`));
    captureException(new AggregateError([...errors, { not: 'an error' }], 'all failed'));
    const attributes = only(recording);
    expect(attributes).toMatchObject({
      [ATTR_EXCEPTION_TYPE]: 'AggregateError',
      [ATTR_EXCEPTION_MESSAGE]: 'all failed',
    });
    expect(attributes[ATTR_SIGHTGLASS_EXCEPTION_AGGREGATED]).toMatchObject(
      [0, 1, 2, 3, 4].map((index) => ({ type: 'RangeError', message: `part ${index}` })),
    );
  });

  it('with a message of 10 MB keeps its beginning, and the frames of its stack', () => {
    const recording = started();
    const error = new Error('x'.repeat(10_000_000));
    captureException(error);
    const attributes = only(recording);
    expect(attributes[ATTR_EXCEPTION_MESSAGE]).toBe(`${'x'.repeat(4093)}...`);
    expect(attributes[ATTR_EXCEPTION_STACKTRACE]).toContain('capture.test.ts');
    expect(String(attributes[ATTR_EXCEPTION_STACKTRACE]).length).toBeLessThanOrEqual(16_384);
  });

  it('without a stack is told with the place where it was captured', () => {
    const recording = started();
    const error = new Error('bare');
    delete error.stack;
    captureException(error);
    const [, first] = String(only(recording)[ATTR_EXCEPTION_STACKTRACE]).split('\n');
    expect(first).toContain('capture.test.ts');
  });

  it('holds no values of queries, nor credentials, but the places of its stack', () => {
    const recording = started();
    const error = new Error('GET https://jane:secret@shop.test/cart?token=abc&x=1#access=q failed: /a?b=c');
    error.stack =
      'Error: x\n    at pay (https://shop.test/app.js?v=17:12:34)\n    at https://shop.test/?session=s3cret:1:9';
    captureException(error);
    expect(only(recording)).toMatchObject({
      [ATTR_EXCEPTION_MESSAGE]:
        'GET https://REDACTED:REDACTED@shop.test/cart?token=REDACTED&x=REDACTED#access=REDACTED failed: /a?b=REDACTED',
      [ATTR_EXCEPTION_STACKTRACE]:
        'Error: x\n    at pay (https://shop.test/app.js?v=REDACTED:12:34)\n    at https://shop.test/?session=REDACTED:1:9',
    });
  });
});

class HttpFailure {
  status = 503;
  body = { deep: true };
}

describe('what is no error', () => {
  it.each([
    ['a text', 'out of stock', 'String', 'out of stock'],
    ['a number', 404, 'Number', '404'],
    ['undefined', undefined, 'Undefined', 'undefined'],
    ['null', null, 'Null', 'null'],
    ['a symbol', Symbol('halt'), 'Symbol', 'Symbol(halt)'],
    ['a big integer', 12n, 'BigInt', '12'],
    ['an object', { code: 7, why: 'no?a=b' }, 'Object', '{"code":7,"why":"no?a=REDACTED"}'],
    ['an instance', new HttpFailure(), 'Object', '{"status":503,"body":{"deep":true}}'],
    ['an object without prototype', Object.create(null), 'Object', '{}'],
    ['a list', [1, 'b'], 'Array', '[1,"b"]'],
    ['a function', function retry() {}, 'Function', 'retry'],
    ['what looks like an error', { name: 'Refused', message: 'by the bank' }, 'Refused', 'by the bank'],
  ])('%s has a clear type and message, and the place where it was captured', (_, thrown, type, message) => {
    const recording = started();
    captureException(thrown);
    const attributes = only(recording);
    expect(attributes[ATTR_EXCEPTION_TYPE]).toBe(type);
    expect(attributes[ATTR_EXCEPTION_MESSAGE] ?? '').toBe(message);
    expect(String(attributes[ATTR_EXCEPTION_STACKTRACE]).split('\n')[1]).toContain('capture.test.ts');
  });
});

/** Throws at everything that is done to it. */
const hostile: object = new Proxy(
  {},
  Object.fromEntries(
    Object.getOwnPropertyNames(Reflect)
      .filter((name) => typeof Reflect.get(Reflect, name) === 'function')
      .map((name) => [
        name,
        () => {
          throw new Error('no');
        },
      ]),
  ),
);

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

const throwing = (): never => {
  throw new Error('no');
};

describe('hostile values', () => {
  it.each([
    [
      'an error whose fields throw',
      Object.defineProperties(
        new Error('x'),
        Object.fromEntries(['name', 'message', 'stack', 'cause', 'errors'].map((key) => [key, { get: throwing }])),
      ),
    ],
    [
      'an object whose fields throw',
      {
        get code(): string {
          return throwing();
        },
        get toJSON(): string {
          return throwing();
        },
      },
    ],
    ['what cannot be made a text', { toString: throwing, [Symbol.toPrimitive]: throwing }],
    ['a proxy that throws', hostile],
    ['a revoked proxy', revoked()],
    ['an error with a revoked cause', new Error('x', { cause: revoked() })],
    ['errors that are revoked', Object.assign(new Error('x'), { errors: revoked() })],
    ['errors with hostile ones among them', new AggregateError([hostile, revoked(), null])],
    ['a name that is no text', Object.assign(new Error('x'), { name: hostile })],
    ['a message that is no text', Object.assign(new Error(), { message: { deep: hostile } })],
    ['a class whose name throws', Object.defineProperty({}, Symbol.toStringTag, { get: throwing })],
  ])('%s make an event, and throw nothing into the program', (_, thrown) => {
    const recording = started();
    expect(captureException(thrown)).not.toBe('');
    expect(
      captureException(new Error('with it'), {
        attributes: { a: thrown },
        contexts: { c: { thrown } },
        tags: { t: thrown as never },
      }),
    ).not.toBe('');
    captureMessage(thrown as never);
    setTag(thrown as never, thrown as never);
    setContext('c', thrown);
    setUser(thrown);
    setFingerprint(thrown as never);
    addBreadcrumb(thrown);
    addBreadcrumb({ message: thrown as never, data: thrown, category: thrown as never });
    captureException(new Error('after it'));
    expect(recording.drops).toEqual({});
    expect(recording.records).toHaveLength(4);
    expect(() => JSON.stringify(recording.records)).not.toThrow();
  });

  it('an object in a circle is left out, not what stands beside it', () => {
    const recording = started();
    const circle: Attributes = { a: 1 };
    circle['self'] = circle;
    captureException(new Error('x'), { contexts: { circle, straight: { b: 2n, at: new Date(0) } } });
    const attributes = only(recording);
    expect(attributes[ATTR_SIGHTGLASS_CONTEXT('circle')]).toBeUndefined();
    expect(attributes[ATTR_SIGHTGLASS_CONTEXT('straight')]).toEqual({ b: '2', at: '1970-01-01T00:00:00.000Z' });
  });

  it('bytes are left out, however many', () => {
    const recording = started();
    const began = performance.now();
    setContext('file', { name: 'a.bin', bytes: new Uint8Array(50_000_000) });
    expect(performance.now() - began).toBeLessThan(500);
    captureException(new Error('x'));
    expect(only(recording)[ATTR_SIGHTGLASS_CONTEXT('file')]).toEqual({ name: 'a.bin' });
  });

  it.each([
    ['many bytes', new Uint8Array(50_000_000), 'Uint8Array'],
    ['a long list', Array.from({ length: 300_000 }, (_, index) => ({ index })), 'Array'],
    ['a long text in an object', { text: 'x'.repeat(20_000_000) }, 'Object'],
  ])('%s that is thrown is told by its class, at once', (_, thrown, type) => {
    const recording = started();
    const began = performance.now();
    captureException(thrown);
    expect(performance.now() - began).toBeLessThan(500);
    expect(only(recording)).toMatchObject({ [ATTR_EXCEPTION_TYPE]: type, [ATTR_EXCEPTION_MESSAGE]: type });
  });

  it('a context that is too large is left out, at once', () => {
    const recording = started();
    const huge = { list: Array.from({ length: 1_000_000 }, (_, index) => index) };
    const began = performance.now();
    setContext('huge', huge);
    expect(performance.now() - began).toBeLessThan(500);
    captureException(new Error('x'));
    expect(only(recording)).not.toHaveProperty([ATTR_SIGHTGLASS_CONTEXT('huge')]);
  });
});

describe('scopes', () => {
  it('what the program says of itself stands on every event from then on', () => {
    const recording = started({ attributes: { team: 'checkout' } });
    setUser({ id: 'u-1', email: 'jane@shop.test', ip: '10.0.0.1' } as never);
    setTag('plan', 'gold');
    setContext('cart', { items: 3 });
    setFingerprint(['checkout', 'payment']);
    addBreadcrumb({ category: 'cart', message: 'item added', data: { id: 7 } });
    captureException(new Error('x'));
    const attributes = only(recording);
    expect(attributes).toMatchObject({
      team: 'checkout',
      [ATTR_USER_ID]: 'u-1',
      [ATTR_USER_EMAIL]: 'jane@shop.test',
      [ATTR_SIGHTGLASS_TAG('plan')]: 'gold',
      [ATTR_SIGHTGLASS_CONTEXT('cart')]: { items: 3 },
      [ATTR_SIGHTGLASS_EXCEPTION_FINGERPRINT]: ['checkout', 'payment'],
      [ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS]: [
        { t: expect.any(Number), category: 'cart', message: 'item added', data: { id: 7 } },
      ],
    });
    expect(JSON.stringify(attributes)).not.toContain('10.0.0.1');
    setUser(null);
    setContext('cart', null);
    setFingerprint(null);
    captureException(new Error('y'));
    expect(
      Object.keys(recording.records[1]?.attributes ?? {}).filter((key) => /user|cart|fingerprint/.test(key)),
    ).toEqual([]);
  });

  it('a context is what it was when it was set', () => {
    const recording = started();
    const cart = { items: 1 };
    setContext('cart', cart);
    cart.items = 99;
    captureException(new Error('x'));
    expect(only(recording)[ATTR_SIGHTGLASS_CONTEXT('cart')]).toEqual({ items: 1 });
  });

  it('what is said of one capture wins, and is forgotten', () => {
    const recording = started();
    setTag('step', 'pay');
    setUser({ id: 'u-1' });
    captureException(new Error('x'), {
      level: 'fatal',
      handled: false,
      mechanism: 'react',
      tags: { step: 'ship' },
      user: { id: 'u-2' },
      attributes: { retries: 3 },
    });
    captureException(new Error('y'));
    expect(recording.records[0]).toMatchObject({
      severityNumber: 21,
      attributes: {
        [ATTR_SIGHTGLASS_TAG('step')]: 'ship',
        [ATTR_USER_ID]: 'u-2',
        [ATTR_SIGHTGLASS_EXCEPTION_HANDLED]: false,
        [ATTR_SIGHTGLASS_EXCEPTION_MECHANISM]: 'react',
        retries: 3,
      },
    });
    expect(recording.records[1]?.attributes).toMatchObject({
      [ATTR_SIGHTGLASS_TAG('step')]: 'pay',
      [ATTR_USER_ID]: 'u-1',
    });
  });

  it('one lasts for a call, and stays with an error that leaves it', () => {
    const recording = started();
    setTag('who', 'program');
    const failed = new Error('left it');
    expect(
      withScope((scope) => {
        scope.setTag('who', 'call');
        captureException(new Error('within'));
        return 42;
      }),
    ).toBe(42);
    expect(() =>
      withScope((scope) => {
        scope.setTag('who', 'call');
        withScope((inner) => {
          inner.setTag('who', 'inner call');
          throw failed;
        });
      }),
    ).toThrow(failed);
    captureException(failed);
    captureException(new Error('after'));
    expect(recording.records.map((record) => record.attributes?.[ATTR_SIGHTGLASS_TAG('who')])).toEqual([
      'call',
      'inner call',
      'program',
    ]);
  });

  it('do not grow without bound', () => {
    const recording = started();
    for (let index = 0; index < 1000; index += 1) {
      setTag(`tag ${index}`, 'x'.repeat(10_000));
      setContext(`context ${index}`, { index });
    }
    captureException(new Error('x'));
    const attributes = only(recording);
    const tags = Object.entries(attributes).filter(([key]) => key.startsWith(ATTR_SIGHTGLASS_TAG('')));
    expect(tags.map(([key]) => key)).toEqual(
      Array.from({ length: 50 }, (_, index) => ATTR_SIGHTGLASS_TAG(`tag ${index + 950}`)),
    );
    expect(tags.every(([, value]) => String(value).length === 256)).toBe(true);
    expect(Object.keys(attributes).filter((key) => key.startsWith(ATTR_SIGHTGLASS_CONTEXT('')))).toHaveLength(50);
  });
});

describe('breadcrumbs', () => {
  const crumbs = (recording: Recording): { message: string }[] =>
    recording.records[0]?.attributes?.[ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS] as { message: string }[];

  it('the newest hundred are kept', () => {
    const recording = started();
    for (let index = 0; index < 150; index += 1) addBreadcrumb({ message: `step ${index}` });
    captureException(new Error('x'));
    expect(crumbs(recording).map(({ message }) => message)).toEqual(
      Array.from({ length: 100 }, (_, index) => `step ${index + 50}`),
    );
  });

  it('all of them take at most 32 KiB, whatever their letters take', () => {
    const recording = started();
    for (let index = 0; index < 150; index += 1) addBreadcrumb({ message: `${index} ${'道'.repeat(5000)}` });
    captureException(new Error('x'));
    const bytes = Buffer.byteLength(JSON.stringify(crumbs(recording)));
    expect(bytes).toBeLessThanOrEqual(32 * 1024 + 100);
    expect(bytes).toBeGreaterThan(28 * 1024);
    expect(crumbs(recording).at(-1)?.message).toMatch(/^149 /);
  });

  it('hold nothing of the program', () => {
    const recording = started();
    const data = { step: 1 };
    addBreadcrumb({ message: 'GET /a?token=s3cret', data });
    data.step = 2;
    captureException(new Error('x'));
    expect(crumbs(recording)).toMatchObject([{ message: 'GET /a?token=REDACTED', data: { step: 1 } }]);
  });

  it('one whose data cannot be read keeps its text', () => {
    const recording = started();
    addBreadcrumb({ category: 'odd', message: 'x', data: hostile as never });
    captureException(new Error('x'));
    expect(crumbs(recording)).toEqual([{ t: expect.any(Number), category: 'odd', message: 'x' }]);
  });

  it('none are kept where none are wanted', () => {
    const recording = started({ maxBreadcrumbs: 0 });
    addBreadcrumb({ message: 'step' });
    captureException(new Error('x'));
    expect(only(recording)).not.toHaveProperty([ATTR_SIGHTGLASS_EXCEPTION_BREADCRUMBS]);
  });
});

it('a message is an event with its text as body', () => {
  const recording = started();
  setTag('plan', 'gold');
  const id = captureMessage('stock is low: /a?b=c', 'warning');
  captureMessage('just so');
  captureMessage('with more', { level: 'error', tags: { a: 'b' } });
  expect(recording.records).toMatchObject([
    {
      eventName: EVENT_SIGHTGLASS_MESSAGE,
      severityNumber: 13,
      body: 'stock is low: /a?b=REDACTED',
      attributes: { [ATTR_LOG_RECORD_UID]: id, [ATTR_SIGHTGLASS_TAG('plan')]: 'gold' },
    },
    { severityNumber: 9, body: 'just so' },
    { severityNumber: 17, attributes: { [ATTR_SIGHTGLASS_TAG('a')]: 'b' } },
  ]);
  expect(Object.keys(recording.records[0]?.attributes ?? {}).filter((key) => key.startsWith('exception.'))).toEqual([]);
});

describe('beforeSend', () => {
  it('sees all of an event and may change it', () => {
    let seen: ErrorEvent | undefined;
    const recording = started({
      beforeSend: (event) => {
        seen = { ...event };
        event.message = 'changed';
        event.attributes['added'] = true;
        return { ...event, tags: { only: 'this' } };
      },
    });
    const id = captureException(new Error('x', { cause: new Error('y') }), { tags: { a: 'b' } });
    expect(seen).toMatchObject({
      id,
      kind: 'exception',
      type: 'Error',
      message: 'x',
      causes: [{ message: 'y' }],
      level: 'warning',
      tags: { a: 'b' },
      breadcrumbs: [],
    });
    expect(only(recording)).toMatchObject({
      [ATTR_EXCEPTION_MESSAGE]: 'changed',
      added: true,
      [ATTR_SIGHTGLASS_TAG('only')]: 'this',
    });
    expect(only(recording)).not.toHaveProperty([ATTR_SIGHTGLASS_TAG('a')]);
  });

  it.each<[string, (event: ErrorEvent) => unknown]>([
    ['returns null', () => null],
    ['returns nothing', () => undefined],
    ['returns a promise', (event) => Promise.resolve(event)],
    ['throws', throwing],
    [
      'throws nothing at all',
      () => {
        throw undefined;
      },
    ],
  ])('drops the event where it %s, which is counted', (_, beforeSend) => {
    const recording = started({ beforeSend: beforeSend as never });
    expect(captureException(new Error('x'))).toBe('');
    expect(recording).toMatchObject({ records: [], drops: { before_send: 1 } });
  });

  it('drops what cannot be sent as it changed it, which is counted', () => {
    const recording = started({ beforeSend: (event) => ({ ...event, level: 'terrible', tags: null }) as never });
    expect(captureException(new Error('x'))).toBe('');
    expect(recording).toMatchObject({ records: [], drops: { unsendable: 1 } });
  });

  it('that captures something itself does not go on for ever', () => {
    const recording = started({
      beforeSend: (event) => {
        captureMessage('in between');
        return event;
      },
    });
    captureException(new Error('x'));
    expect(messages(recording.records)).toEqual(['x']);
    expect(recording.drops).toEqual({ before_send: 1 });
  });
});

describe('what is not wanted', () => {
  it('is left out and counted: by a text, a pattern or a function', () => {
    const recording = started({
      ignore: ['TypeError: a', /^RangeError.*7$/g, ({ stacktrace }) => stacktrace.includes('vendor.js')],
    });
    captureException(new TypeError('a b'));
    captureException(new RangeError('17'));
    captureException(new RangeError('27'));
    captureException(Object.assign(new Error('c'), { stack: 'Error: c\n    at vendor.js:1:2' }));
    captureException(new Error('TypeError, but not a one'));
    expect(messages(recording.records)).toEqual(['TypeError, but not a one']);
    expect(recording.drops).toEqual({ before_send: 4 });
  });

  it('is a share of all, where only a share is wanted', () => {
    const recording = started({ sampleRatio: 0.25 });
    const random = vi.spyOn(Math, 'random');
    for (let index = 0; index < 100; index += 1) {
      random.mockReturnValueOnce(index / 100);
      captureException(new Error('x'));
    }
    expect(recording.records).toHaveLength(25);
  });
});

describe('limits', () => {
  it('the same error is sent ten times in a minute, all errors a hundred times; what is above is counted', () => {
    const now = vi.spyOn(performance, 'now').mockReturnValue(1000);
    const recording = started({ maxPerMinute: undefined, maxSamePerMinute: undefined });
    const fail = (message: string): void =>
      void captureException(Object.assign(new Error(message), { stack: '    at a.js:1:2' }));
    for (let index = 0; index < 30; index += 1) fail(`order ${index} failed`);
    expect(recording).toMatchObject({ records: { length: 10 }, drops: { rate_limited: 20 } });
    for (let index = 0; index < 200; index += 1) fail('x'.repeat(index));
    expect(recording).toMatchObject({ records: { length: 100 }, drops: { rate_limited: 130 } });
    now.mockReturnValue(61_001);
    fail('order 1 failed');
    expect(recording.records).toHaveLength(101);
  });

  it('errors of the same text in different places are different', () => {
    const recording = started({ maxSamePerMinute: 1 });
    for (const line of [1, 2, 1]) {
      captureException(
        Object.assign(new Error('x'), { stack: `Error: x\n    at f (a.js:${line}:2)\n    at b.js:1:1` }),
      );
    }
    expect(recording).toMatchObject({ records: { length: 2 }, drops: { rate_limited: 1 } });
  });

  it('ten thousand errors at once take no more than what a page or service can spare, and each is sent or counted', () => {
    const recording = started({ maxPerMinute: undefined, maxSamePerMinute: undefined });
    const errors = Array.from({ length: 10_000 }, (_, index) => new Error(`failure ${index}`));
    const began = performance.now();
    for (const error of errors) captureException(error);
    const tookMs = performance.now() - began;
    expect(recording).toMatchObject({ records: { length: 10 }, drops: { rate_limited: 9990 } });
    expect(tookMs).toBeLessThan(2000);
  });
});

describe('debug ids', () => {
  it('of the files in the stack, and no others, are sent', () => {
    vi.stubGlobal('_debugIds', {
      'Error\n    at file:///srv/app/(shop)/node_modules/@acme/cart.js:1:2312\n    at file:///srv/x.js:1:1': 'id-cart',
      'Error\n    at Module.load (https://shop.test/assets/other.js:1:23)': 'id-other',
      'load@https://shop.test/assets/gecko.js:1:23\n@https://shop.test/x.js:2:3': 'id-gecko',
      'Error\n    at async https://shop.test/nobody.js:1:23': 'id-nobody',
      'Error\n    at https://shop.test/app.js?v=17&lang=de:1:23': 'id-query',
    });
    vi.stubGlobal('_sentryDebugIds', { 'Error\n    at Object.<anonymous> (C:\\app\\main.js:1:2)': 'id-main' });
    const recording = started();
    captureException(
      Object.assign(
        new Error('x', { cause: Object.assign(new Error('y'), { stack: 'f@https://shop.test/assets/gecko.js:9:9' }) }),
        {
          stack:
            'Error: x\n    at pay (file:///srv/app/(shop)/node_modules/@acme/cart.js:77:5)\n    at C:\\app\\main.js:1:2\n    at https://shop.test/assets/other.js:4:4\n    at https://shop.test/app.js?v=17&lang=de:5:6',
        },
      ),
    );
    expect(only(recording)[ATTR_SIGHTGLASS_EXCEPTION_DEBUG_IDS]).toEqual({
      'file:///srv/app/(shop)/node_modules/@acme/cart.js': 'id-cart',
      'https://shop.test/assets/other.js': 'id-other',
      'https://shop.test/assets/gecko.js': 'id-gecko',
      'C:\\app\\main.js': 'id-main',
      // As it stands in the stack that is sent.
      'https://shop.test/app.js?v=REDACTED&lang=REDACTED': 'id-query',
    });
  });
});

describe('before and after', () => {
  it('nothing happens, and nothing fails', async () => {
    expect(captureException(new Error('x'))).toBe('');
    expect(captureMessage('x')).toBe('');
    expect(withScope((scope) => (scope.setTag('a', 'b'), 1))).toBe(1);
    for (const call of [() => setTag('a', 'b'), () => setUser({}), () => setContext('a', {}), () => addBreadcrumb({})])
      call();
    const recording = started();
    await tracker?.stop();
    captureException(new Error('x'));
    captureMessage('x');
    expect(recording).toMatchObject({ records: [], drops: {} });
  });

  it('a tracker may be stopped in the midst of a capture and of a scope', () => {
    const recording = started({
      beforeSend: (event) => {
        void tracker?.stop();
        return event;
      },
    });
    expect(
      withScope((scope) => {
        captureException(new Error('the last'));
        scope.setTag('late', 'yes');
        return captureException(new Error('after it'));
      }),
    ).toBe('');
    expect(messages(recording.records)).toEqual(['the last']);
    setTag('later', 'still');
    tracker = start({ emit: (record) => recording.records.push(record) });
    captureException(new Error('of the next'));
    expect(messages(recording.records)).toEqual(['the last', 'of the next']);
    expect(recording.records[1]?.attributes).not.toHaveProperty([ATTR_SIGHTGLASS_TAG('late')]);
  });

  it('one tracker runs at a time: who starts another gets the one that runs', () => {
    const recording = started();
    const second = createRecording();
    expect(start({ client: second.client })).toBe(tracker);
    captureException(new Error('x'));
    expect([recording.records.length, second.records.length]).toEqual([1, 0]);
  });

  it('a client that throws costs an event, which is counted, and nothing else', () => {
    const { client, drops } = createRecording();
    tracker = start({ client: { ...client, addLog: throwing } });
    expect(captureException(new Error('x'))).toBe('');
    expect(drops).toEqual({ unsendable: 1 });
  });
});

describe('options', () => {
  it.each<[string, unknown]>([
    ['sampleRatio', 50],
    ['sampleRatio', '1'],
    ['maxPerMinute', -1],
    ['maxPerMinute', Number.NaN],
    ['beforeSend', 'x'],
    ['ignore', 'ResizeObserver'],
    ['ignore', /ResizeObserver/],
    ['Minute', 1],
    ['attributes', () => ({})],
    ['samplerate', 1],
    ['logger', null],
  ])('%s: %s is refused by name, with its value and what may be given', (name, value) => {
    const emit = (): void => {};
    const begin = `start(): option ${name} is ${String(value)}; give sampleRatio:number beforeSend:function `;
    expect(() => start({ emit, [name]: value })).toThrow(begin);
  });

  it('that are not given may be undefined', () => {
    const given = Object.fromEntries(['ignore', 'client', 'debug'].map((name) => [name, undefined]));
    tracker = start({ emit: () => {}, ...given });
    expect(captureException(new Error('x'))).not.toBe('');
  });

  it('where to send must be said', () => {
    expect(() => start({})).toThrow('start(): give client, logger or emit');
    expect(() => start(undefined as never)).toThrow(TypeError);
  });

  it('debug tells what goes wrong on the console; nothing else does', () => {
    const warn = vi.spyOn(console, 'warn').mockReturnValue();
    started({ beforeSend: throwing });
    captureException(new Error('x'));
    expect(warn).not.toHaveBeenCalled();
    void tracker?.stop();
    started({ beforeSend: throwing, debug: true });
    captureException(new Error('x'));
    expect(warn).toHaveBeenCalledWith('@sightglass/errors', expect.objectContaining({ message: 'no' }));
  });
});
