import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { conditionSql } from '../src/ask/conditions.ts';
import { createBinder } from '../src/ask/statement.ts';
import { parseWhere } from '../src/ask/where.ts';
import { createMaker, traceIdOf } from './population/population.ts';
import { insertSpans, type TestSpan } from './population/rows.ts';
import { serve, type Served } from './population/served.ts';

/** Values that make trouble: empty, numbers, near-numbers, quotes, what SQL or a pattern would read as its own. */
const VALUES = [
  '',
  '0',
  '7',
  '42',
  '-3.5',
  '500',
  '0500',
  '12kg',
  "it's",
  'a,b',
  '~x',
  '"q"',
  '%',
  '\\',
  'a\nb',
  '{p0:String}',
  'GET',
  'é',
];
const SPAN_KEYS = ['http.route', 'http.response.status_code', 'session.id', 'user.id', 'custom', "we're {p1:String}"];
const RESOURCE_KEYS = ['service.version', 'deployment.environment.name', 'service.namespace', 'host.name'];

const spans: TestSpan[] = [];
let served: Served;
beforeAll(async () => {
  const make = createMaker();
  let pick = 1;
  const next = <T>(from: readonly T[]): T => {
    pick = (pick * 48_271) % 2_147_483_647;
    return from[pick % from.length] as T;
  };
  const some = (keys: readonly string[]): Record<string, string> =>
    Object.fromEntries(keys.filter(() => next([true, true, false])).map((key) => [key, next(VALUES)]));
  const start = BigInt(Date.now() - 600_000) * 1_000_000n;
  for (let n = 0; n < 600; n++) {
    spans.push(
      make({
        traceId: traceIdOf(n + 1),
        service: next(['web', 'api']),
        name: next(['GET /', 'GET', 'it\'s "x"']),
        kind: next(['Server', 'Client', 'Internal', 'Producer', 'Consumer']),
        status: next(['Unset', 'Ok', 'Error']),
        start: start + BigInt(n),
        duration: next([1, 1000, 5_000_000, 500_000_000, 1_500_000_000]),
        attributes: some(SPAN_KEYS),
        resource: some(RESOURCE_KEYS),
        events: next([
          [],
          [
            { at: start, name: 'exception', attributes: {} },
            { at: start, name: 'retry', attributes: {} },
          ],
        ]),
      }),
    );
  }
  served = await serve();
  await insertSpans(served.store, spans);
});
afterAll(() => served.close());

/** Ids of the spans that match, by the engine. */
async function found(where: string): Promise<string[]> {
  const bind = createBinder();
  const sql = conditionSql(bind, parseWhere(where), 'spans');
  const { rows } = await served.store.query<{ id: string }>(
    `SELECT SpanId AS id FROM ${served.store.database}.otel_traces WHERE ${sql} ORDER BY id`,
    bind.values,
  );
  return rows.map((row) => row.id);
}

/** The oracle, in plain TypeScript: what a span holds under a key, `undefined` when nothing. */
function valueOf(span: TestSpan, key: string): string | undefined {
  if (key.startsWith('resource.')) return span.resource[key.slice('resource.'.length)];
  if (['service.version', 'deployment.environment.name', 'service.namespace'].includes(key)) return span.resource[key];
  return span.attributes[key];
}

type Test = (value: string, wanted: string) => boolean;

/** A number as both sides write one. */
const number = (text: string): number => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN);

const COMPARE: Record<string, Test> = {
  '=': (value, wanted) => value === wanted,
  '=~': (value, wanted) => new RegExp(wanted, 'u').test(value),
  '<': (value, wanted) => number(value) < number(wanted),
  '<=': (value, wanted) => number(value) <= number(wanted),
  '>': (value, wanted) => number(value) > number(wanted),
  '>=': (value, wanted) => number(value) >= number(wanted),
};

function expected(key: string, op: string, values: readonly string[]): string[] {
  const matches = (span: TestSpan): boolean => {
    const value = valueOf(span, key);
    if (op === 'exists') return value !== undefined;
    if (op === 'absent') return value === undefined;
    const compare = COMPARE[op === '!=' ? '=' : op === '!~' ? '=~' : op];
    const any = value !== undefined && values.some((wanted) => compare?.(value, wanted) === true);
    return op.startsWith('!') ? !any : any;
  };
  return spans.filter(matches).map((span) => span.spanId);
}

describe('a condition on an attribute', () => {
  const key = fc.constantFrom(
    ...SPAN_KEYS,
    ...RESOURCE_KEYS.slice(0, 3),
    ...RESOURCE_KEYS.map((name) => `resource.${name}`),
  );
  // `0500` under a status code is kept as 500 in its column (conditions.ts): compared in a test of its own.
  const comparable = fc.constantFrom(...VALUES.filter((value) => value !== '0500'));
  const quoted = (value: string): string => JSON.stringify(value);

  test('matches what plain comparison of the values matches: = and !=', async () => {
    await fc.assert(
      fc.asyncProperty(
        key,
        fc.constantFrom('=', '!='),
        fc.array(comparable, { minLength: 1, maxLength: 3 }),
        async (name, op, values) => {
          fc.pre(!(name === 'http.response.status_code' && values.includes('500')));
          expect(await found(`${name}${op}${values.map(quoted).join(',')}`)).toEqual(expected(name, op, values));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('matches what plain comparison of the numbers matches: < <= > >=', async () => {
    await fc.assert(
      fc.asyncProperty(
        key.filter((name) => name !== 'http.response.status_code'),
        fc.constantFrom('<', '<=', '>', '>='),
        fc.array(fc.constantFrom('0', '7', '42', '-3.5', '499.5', '500', '-100'), { minLength: 1, maxLength: 2 }),
        async (name, op, values) => {
          expect(await found(`${name}${op}${values.join(',')}`)).toEqual(expected(name, op, values));
        },
      ),
      { numRuns: 100 },
    );
  });

  test('matches what the pattern matches, absent keys only when it is negated: =~ and !~', async () => {
    const pattern = fc.constantFrom('^$', '^\\d+$', 'G', '.*', '', 'a|7', '^[^0-9]', "'", '\\\\', '5{1}0*', 'é$');
    await fc.assert(
      fc.asyncProperty(
        key,
        fc.constantFrom('=~', '!~'),
        fc.array(pattern, { minLength: 1, maxLength: 2 }),
        async (name, op, patterns) => {
          // A dot of JavaScript does not match a line break, one of RE2 neither; `$` of both is the end of the text.
          expect(await found(`${name}${op}${patterns.map(quoted).join(',')}`)).toEqual(expected(name, op, patterns));
        },
      ),
      { numRuns: 150 },
    );
  });

  test('on its existence tells an empty value from none', async () => {
    for (const name of [...SPAN_KEYS, ...RESOURCE_KEYS.map((one) => `resource.${one}`), 'never.seen']) {
      expect(await found(`${name}?`)).toEqual(expected(name, 'exists', []));
      expect(await found(`!${name}?`)).toEqual(expected(name, 'absent', []));
    }
  });

  test('compares status codes as numbers', async () => {
    const code = (span: TestSpan): number =>
      Number(/^\d+$/.exec(span.attributes['http.response.status_code'] ?? '')?.[0] ?? 0);
    const ids = (keep: (span: TestSpan) => boolean): string[] => spans.filter(keep).map((span) => span.spanId);
    expect(await found('http.response.status_code=500,42')).toEqual(ids((span) => [500, 42].includes(code(span))));
    expect(await found('http.response.status_code>=42')).toEqual(ids((span) => code(span) >= 42));
    expect(await found('http.response.status_code<42')).toEqual(ids((span) => code(span) > 0 && code(span) < 42));
    expect(await found('http.response.status_code!=500')).toEqual(ids((span) => code(span) !== 500));
  });
});

describe('a condition on what every span has', () => {
  test.each([
    ['name=GET', (span: TestSpan) => span.name === 'GET'],
    ['name=~^GET', (span: TestSpan) => span.name.startsWith('GET')],
    [`name="it's \\"x\\"",GET`, (span: TestSpan) => span.name !== 'GET /'],
    ['kind=server,Consumer', (span: TestSpan) => ['Server', 'Consumer'].includes(span.kind)],
    ['kind!=internal', (span: TestSpan) => span.kind !== 'Internal'],
    ['status=error', (span: TestSpan) => span.status === 'Error'],
    ['status!=ok,unset', (span: TestSpan) => span.status === 'Error'],
    ['duration>1us', (span: TestSpan) => span.duration > 1000],
    ['duration>=1us', (span: TestSpan) => span.duration >= 1000],
    ['duration<=0.5s', (span: TestSpan) => span.duration <= 500_000_000],
    ['duration=5ms,1.5s', (span: TestSpan) => [5_000_000, 1_500_000_000].includes(span.duration)],
    ['event=retry', (span: TestSpan) => span.events.length > 0],
    ['event=~^(exc|nothing)', (span: TestSpan) => span.events.length > 0],
    ['!event?', (span: TestSpan) => span.events.length === 0],
    ['service.name=web', (span: TestSpan) => span.service === 'web'],
    ['resource.service.name!=web', (span: TestSpan) => span.service === 'api'],
    ['scope=test', () => true],
    ['scope!=test', () => false],
    [`traceId=${traceIdOf(3)}`, (span: TestSpan) => span.traceId === traceIdOf(3)],
    ['spanId=0000000000000004', (span: TestSpan) => span.spanId === '0000000000000004'],
  ] as [string, (span: TestSpan) => boolean][])('%s', async (where, keep) => {
    expect(await found(where)).toEqual(spans.filter(keep).map((span) => span.spanId));
  });
});
