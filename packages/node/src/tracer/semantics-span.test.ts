// Rules 13 to 25 of the tracer: what a span takes, keeps and sends. The stock SDK, given the same calls, says what is right.

import { diag, DiagLogLevel, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { Attributes, DiagLogger, Exception, Span, TimeInput } from '@opentelemetry/api';
import { afterEach, expect, test, vi } from 'vitest';
import { comparable, onBoth } from '../../test/oracle.ts';
import type { RigOptions, WireSpan } from '../../test/oracle.ts';

const same = ({ ours, stock }: { ours: unknown; stock: unknown }): void => expect(ours).toEqual(stock);

/** One span, told these things, as both send it. */
async function sentAfter(
  tell: (span: Span, which: string) => void,
  options: RigOptions & { attributes?: Attributes; startTime?: TimeInput; ends?: boolean } = {},
): Promise<{ ours: WireSpan; stock: WireSpan }> {
  const { ours, stock } = await onBoth(({ tracer, sent, which }) => {
    const { attributes = {}, startTime } = options;
    const span = tracer().startSpan(
      'span',
      { attributes, ...(startTime === undefined ? {} : { startTime }) },
      ROOT_CONTEXT,
    );
    tell(span, which);
    if (options.ends !== false) span.end();
    return sent();
  }, options);
  expect([ours.length, stock.length]).toEqual([1, 1]);
  expect(comparable(ours)).toEqual(comparable(stock));
  return { ours: ours[0]!, stock: stock[0]! };
}

/** What is told through `diag` from now on. */
function hear(): string[] {
  const told: string[] = [];
  const keep = (message: string): void => void told.push(message);
  const logger: DiagLogger = { error: keep, warn: keep, info: keep, debug: keep, verbose: keep };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  return told;
}

afterEach(() => {
  diag.disable();
  vi.restoreAllMocks();
});

const cycle: unknown[] = [];
cycle.push(cycle);
const VALUES: Attributes = {
  text: 'täxt ✓ 😀',
  long: 'x'.repeat(300),
  lone: 'a\ud800b',
  '': 'no key',
  kéy: true,
  undef: undefined,
  nothing: null,
  nested: { a: { b: [1, 'two', null, undefined, false] }, c: undefined },
  mixed: [1, 'a', null, [2.5]],
  empty: [],
  bytes: new Uint8Array([0, 1, 255]),
  many: new Uint8Array(500).fill(7),
  fn: () => {},
  symbol: Symbol('s'),
  big: 10n,
  cycle,
  date: new Date(0),
  map: new Map(),
  inside: { deep: () => {} },
  shared: [VALUE_TWICE(), VALUE_TWICE()],
};
function VALUE_TWICE(): object {
  return { same: true };
}

test('13: values: undefined and no key are ignored, null stays, maps, lists and bytes go along, the rest is refused', async () => {
  const { ours } = await sentAfter((span) => {
    span.setAttributes(VALUES);
    span.setAttribute('text2', 'a').setAttribute('text2', undefined);
  });
  const value = (key: string): unknown => ours.attributes.find((one) => one.key === key)?.value;
  expect(value('nothing')).toEqual({});
  expect(value('text2')).toEqual({ stringValue: 'a' });
  expect(value('undef')).toBeUndefined();
  expect(value('cycle')).toBeUndefined();
  expect(ours.attributes.map(({ key }) => key)).not.toContain('');
  await sentAfter(() => {}, { attributes: VALUES });
});

test('13: a getter that throws makes a value that is none, and nothing in the program', async () => {
  const told = hear();
  const { ours } = await onBoth(({ tracer, sent, which }) => {
    if (which === 'stock') return [];
    const span = tracer().startSpan('span');
    const thrower = {
      get bad(): never {
        throw new Error('no');
      },
    };
    span.setAttributes(thrower).setAttribute('nested', thrower).setAttribute('good', 1).end();
    return sent();
  });
  expect(ours[0]?.attributes.map(({ key }) => key)).toEqual(['good']);
  expect(told).toHaveLength(2);
});

test('14: values are copied when they are set', async () => {
  const { ours } = await sentAfter((span) => {
    const list = ['a'];
    const map = { inner: { x: 1 } };
    span.setAttributes({ list, map });
    span.addEvent('event', { list });
    list.push('b');
    map.inner.x = 2;
  });
  expect(JSON.stringify([ours.attributes, ours.events])).not.toMatch(/"b"|"intValue":"2"/);
});

test('14: bytes are copied too, which the stock SDK does not do', async () => {
  const { ours, stock } = await onBoth(({ tracer, sent }) => {
    const bytes = new Uint8Array([1]);
    const span = tracer().startSpan('span').setAttributes({ bytes });
    bytes[0] = 2;
    span.end();
    return sent()[0]?.attributes[0]?.value;
  });
  expect(ours).toEqual({ bytesValue: 'AQ==' });
  expect(stock).toEqual({ bytesValue: 'Ag==' });
});

test('15: integers inside int64 are integers, every other number is a double', async () => {
  const numbers = [
    0,
    -0,
    1,
    -1,
    127,
    128,
    16384,
    2 ** 31,
    -(2 ** 31),
    2 ** 32,
    2 ** 53,
    -(2 ** 53),
    2 ** 63 - 1024,
    2 ** 63,
    -(2 ** 63),
  ];
  const doubles = [0.5, -1e-7, 1e300, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE];
  const all = Object.fromEntries([...numbers, ...doubles].map((number, at) => [`n${at}`, number]));
  const { ours } = await sentAfter((span) => span.setAttributes(all));
  expect(ours.attributes[10]).toEqual({ key: 'n10', value: { intValue: '9007199254740992' }, keyStrindex: 0 });
  expect(ours.attributes[14]?.value).toEqual({ intValue: '-9223372036854775808' });
  // A second time: what is remembered of the first must be the same.
  const twice = await onBoth(({ tracer, sent }) => {
    for (let times = 0; times < 2; times++)
      tracer().startSpan('s').setAttributes(all).setAttributes({ a: 1, b: '1', c: true }).end();
    return comparable(sent());
  });
  same(twice);
});

test('16: at the limit new keys are dropped and counted, known ones still change, in the order of the first setting', async () => {
  const { ours } = await sentAfter((span) => {
    for (let at = 0; at < 140; at++) span.setAttribute(`k${at}`, at);
    span.setAttribute('k3', 'changed').setAttribute('k139', 'not taken');
  });
  expect(ours.attributes).toHaveLength(128);
  expect(ours.droppedAttributesCount).toBe(13);
  expect(ours.attributes[3]).toMatchObject({ key: 'k3', value: { stringValue: 'changed' } });
  const attributes = Object.fromEntries(Array.from({ length: 5 }, (_, at) => [`k${at}`, at]));
  await sentAfter((span) => span.setAttribute('k0', 'x').setAttribute('more', 1), {
    attributes,
    limits: { attributeCountLimit: 3 },
  });
});

test('17: the length limit also cuts inside lists, maps and bytes', async () => {
  const attributes = {
    text: 'uvwxyz',
    list: ['uvwxyz', 'ab'],
    map: { a: ['uvwxyz'] },
    bytes: new Uint8Array(9),
    short: 'uvw',
  };
  const { ours } = await sentAfter((span) => span.setAttributes(attributes), {
    limits: { attributeValueLengthLimit: 3 },
  });
  expect(JSON.stringify(ours)).not.toContain('uvwx');
  await sentAfter((span) => span.setAttributes(attributes).addEvent('e', { text: 'uvwxyz' }), {
    attributes,
    limits: { attributeValueLengthLimit: 0 },
  });
});

test('18: events take a time or attributes and a time, the oldest goes at the limit, their attributes are simple', async () => {
  const at = Date.now() + 1000;
  const { ours, stock } = await sentAfter((span) => {
    span
      .addEvent('time', at)
      .addEvent('both', { a: 1 }, [1_700_000_000, 5])
      .addEvent('two times', at, new Date(at + 1));
    span.addEvent('values', {
      ok: ['a', null],
      mixed: [1, 'a'],
      nested: {},
      none: null,
      fn: () => {},
      list: [true, false],
    });
  });
  expect(ours.events.slice(0, 3).map((event) => event.timeUnixNano)).toEqual([
    `${at}000000`,
    '1700000000000000005',
    `${at + 1}000000`,
  ]);
  expect(ours.events.slice(0, 3)).toEqual(stock.events.slice(0, 3));
  const many = await sentAfter((span) => {
    for (let count = 0; count < 131; count++) span.addEvent(`e${count}`);
  });
  expect(many.ours.events).toHaveLength(128);
  expect(many.ours.events[0]?.name).toBe('e3');
  expect(many.ours.droppedEventsCount).toBe(3);
  await sentAfter((span) => span.addEvent('none'), { limits: { eventCountLimit: 0 } });
  await sentAfter((span) => span.addEvent('few', { a: 1, b: 2, c: 3 }), { limits: { attributePerEventCountLimit: 2 } });
});

test('19: of too many links the last stay, at the start and later', async () => {
  const links = Array.from({ length: 131 }, (_, at) => ({
    context: { traceId: (at + 1).toString(16).padStart(32, '0'), spanId: 'aaaaaaaaaaaaaaaa', traceFlags: 1 },
    attributes: { at, nested: { a: 1 } },
  }));
  const results = await onBoth(({ tracer, sent }) => {
    const span = tracer().startSpan('linked', { links });
    span.addLink(links[0]!).addLinks(links.slice(1, 3)).end();
    return sent().map((one) => [one.links, one.droppedLinksCount]);
  });
  expect(results.ours[0]?.[0]).toHaveLength(128);
  expect(results.ours[0]?.[1]).toBe(6);
  same(results);
});

test('20: a status: unset is ignored, ok is final, an error can be replaced, only errors have messages, which are texts', async () => {
  const { OK, ERROR, UNSET } = SpanStatusCode;
  const scripts = [
    [{ code: ERROR, message: 'a' }, { code: UNSET }],
    [
      { code: ERROR, message: 'a' },
      { code: ERROR, message: 'b' },
    ],
    [{ code: ERROR, message: 'a' }, { code: ERROR }],
    [
      { code: OK, message: 'a' },
      { code: ERROR, message: 'b' },
    ],
    [{ code: ERROR, message: 'a' }, { code: OK }],
    [{ code: ERROR, message: 7 as never }],
  ];
  const statuses: unknown[] = [];
  for (const script of scripts) {
    const { ours } = await sentAfter((span) => script.forEach((status) => span.setStatus(status)));
    statuses.push(ours.status);
  }
  expect(statuses.map((status) => Object.values(status as object).join())).toEqual([
    'a,2',
    'b,2',
    ',2',
    ',1',
    ',1',
    ',2',
  ]);
});

test('21: an exception is an event: its code before its name, and nothing without type or message; no status is set', async () => {
  const exceptions: unknown[] = [
    'text',
    new TypeError('message'),
    Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }),
    { code: 12 },
    { name: 'only a name' },
    { stack: 'only a stack' },
    {},
    '',
    { message: { not: 'a text' } },
  ];
  const { ours } = await sentAfter((span) => {
    for (const exception of exceptions) span.recordException(exception as Exception, [1_700_000_000, 0]);
  });
  expect(ours.events).toHaveLength(6);
  expect(ours.events[2]?.attributes[0]).toMatchObject({
    key: 'exception.type',
    value: { stringValue: 'ECONNREFUSED' },
  });
  expect(ours.status.code).toBe(0);
});

test('22: numbers up to performance.now() are readings of it, larger ones are epoch; an end before the start is the start', async () => {
  const times = ({ ours, stock }: { ours: WireSpan; stock: WireSpan }): void => {
    expect([ours.startTimeUnixNano, ours.endTimeUnixNano]).toEqual([stock.startTimeUnixNano, stock.endTimeUnixNano]);
  };
  const epoch = 1_700_000_000_123;
  const given: [TimeInput, TimeInput][] = [
    [epoch, epoch + 1.5],
    [new Date(epoch), new Date(epoch + 7)],
    [
      [1_700_000_000, 999_999_999],
      [1_700_000_001, 1],
    ],
    [epoch, epoch - 1],
    [
      [2 ** 32 - 1, 0],
      [2 ** 32 - 1, 999_999_999],
    ],
    [1e12, [2 ** 33, 5]],
  ];
  for (const [startTime, end] of given) times(await sentAfter((span) => span.end(end), { startTime, ends: false }));
  const read = performance.now();
  const { ours, stock } = await sentAfter((span) => span.end(read - 0.75), { startTime: read - 1, ends: false });
  expect(BigInt(ours.endTimeUnixNano) - BigInt(ours.startTimeUnixNano)).toBeGreaterThan(249_000n);
  expect(BigInt(ours.endTimeUnixNano) - BigInt(ours.startTimeUnixNano)).toBeLessThan(251_000n);
  expect(Math.abs(Number(BigInt(ours.startTimeUnixNano) - BigInt(stock.startTimeUnixNano)))).toBeLessThan(5e6);
});

test('23: without a start of the caller’s the end is counted by the monotonic clock, with one it is the time of day', async () => {
  const began = Date.now();
  const free = await sentAfter(
    (span, which) => {
      vi.spyOn(Date, 'now').mockReturnValue(began + 3_600_000);
      span.end();
      expect([which, span.isRecording()]).toEqual([which, false]);
      vi.restoreAllMocks();
    },
    { ends: false },
  );
  for (const { startTimeUnixNano, endTimeUnixNano } of Object.values(free)) {
    expect(Number(BigInt(endTimeUnixNano) - BigInt(startTimeUnixNano))).toBeLessThan(10e9);
  }
  const given = await sentAfter(
    (span) => {
      vi.spyOn(Date, 'now').mockReturnValue(began + 3_600_000);
      span.end();
      vi.restoreAllMocks();
    },
    { startTime: began, ends: false },
  );
  for (const { endTimeUnixNano } of Object.values(given)) expect(endTimeUnixNano).toBe(`${began + 3_600_000}000000`);
});

test('24: after the end everything is ignored and told', async () => {
  const told = hear();
  const heard: Record<string, number> = {};
  const { ours } = await sentAfter(
    (span, which) => {
      span.setAttribute('a', 1).end();
      const before = told.length;
      span
        .setAttribute('b', 1)
        .setAttributes({ c: 1 })
        .addEvent('e')
        .updateName('other')
        .setStatus({ code: SpanStatusCode.OK });
      span.addLink({ context: span.spanContext() }).recordException('late');
      span.end();
      heard[which] = told.length - before;
    },
    { ends: false },
  );
  expect(ours.attributes).toHaveLength(1);
  expect(heard['ours']).toBe(8);
  expect(heard['stock']).toBeGreaterThanOrEqual(8);
});

test('25: after the end a span is not recording, and still a parent', async () => {
  const results = await onBoth(({ tracer, sent }) => {
    const parent = tracer().startSpan('parent');
    const before = parent.isRecording();
    parent.end();
    tracer().startSpan('child', { kind: SpanKind.CLIENT }, trace.setSpan(ROOT_CONTEXT, parent)).end();
    return [before, parent.isRecording(), comparable(sent())];
  });
  expect(results.ours.slice(0, 2)).toEqual([true, false]);
  same(results);
});
