import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { createLines, insertLines, queryOf, says, severityName, type TestLine } from './population/logs.ts';
import { serve, type Served } from './population/served.ts';

type Item = Answers['logs']['items'][number];

const HOUR = 3_600_000;
const endMs = Math.floor(Date.now() / HOUR) * HOUR - 7;
const RANGE = { fromMs: endMs - 3 * HOUR, toMs: endMs };
const lines = createLines(7, 1000, RANGE.fromMs - 60_000, RANGE.toMs + 60_000);
// Whole words of a phrase that stand elsewhere, and the phrase only inside of longer words.
for (const body of ['stockout of what was out', 'out offset of it', 'out of it', 'ÉTÉs et été Élan']) {
  const [line] = createLines(9, 1, RANGE.fromMs, RANGE.toMs);
  if (line) lines.push({ ...line, body, event: '', attributes: { n: String(lines.length) } });
}
const inRange = lines.filter(
  ({ time }) => time >= BigInt(RANGE.fromMs) * 1_000_000n && time < BigInt(endMs) * 1_000_000n,
);

let served: Served;
beforeAll(async () => {
  served = await serve();
  await insertLines(served.store, lines);
  await insertLines(
    served.store,
    createLines(8, 50, RANGE.fromMs, RANGE.toMs).map((line) => ({
      ...line,
      resource: { ...line.resource, 'sightglass.project': 'other' },
    })),
  );
});
afterAll(() => served.close());

const within = ({ fromMs, toMs } = RANGE): string => `from=${fromMs}&to=${toMs}`;
const numbers = (items: readonly { attributes: Record<string, string> }[]): number[] =>
  items.map(({ attributes }) => Number(attributes['n'])).sort((a, b) => a - b);

/** Every line that a search finds, over all its pages. */
async function search(query: string, range = RANGE): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor = ''; ;) {
    const answer = await served.ask<Answers['logs']>(`logs?${within(range)}&limit=1000&${query}${cursor}`);
    items.push(...answer.items);
    if (answer.next === null) return items;
    cursor = `&cursor=${answer.next}`;
  }
}

const expected = (keep: (line: TestLine) => boolean): number[] => numbers(inRange.filter(keep));

async function expectFound(query: string, keep: (line: TestLine) => boolean): Promise<void> {
  const found = numbers(await search(query));
  expect({ query, found }).toEqual({ query, found: expected(keep) });
}

test('a line is answered with everything it carries', async () => {
  const line = inRange[5];
  const [item] = await search(`where=n=${line?.attributes['n']}`);
  expect(item).toEqual({
    uid: item?.arrived,
    arrived: expect.stringMatching(/^\d{19}$/),
    timeUnixNano: String(line?.time),
    severityNumber: line?.severity,
    severityText: line?.severity === 0 ? '' : `S${line?.severity}`,
    service: line?.service,
    body: line?.body,
    eventName: line?.event,
    traceId: line?.traceId,
    spanId: line?.spanId,
    attributes: line?.attributes,
    resource: line?.resource,
    scope: { name: 'test', version: '1' },
  });
});

describe('[LG-01] a search for text', () => {
  test.each([
    'request',
    'REQUEST',
    'reques',
    'timeout',
    'out',
    'out of',
    'of stock',
    'ut of',
    'out o',
    'et été',
    'été',
    'Élan',
    'lan',
    'STRASSE',
    'Straße',
    '東京',
    '京',
    '🙂',
    '42',
    'user=42',
    'ser=4',
    'v1/cart',
    'api',
    'key_name',
    'key',
    '50%',
    "it's",
    '"quoted"',
    String.raw`back\slash`,
    '(paren)',
    'a.b',
    'A.B',
    'failed request',
    'Timeout, voucher',
    'placed',
    'order.placed',
    'signup',
    'cache_miss',
    'miss',
    'nowhere',
    '%',
    '_',
  ])('for %s finds the lines whose body or event says it, and without them the others', async (text) => {
    for (const not of [false, true]) {
      const q = encodeURIComponent(queryOf([{ text, not, quoted: false }]));
      await expectFound(`q=${q}`, (line) => says(line, text) !== not);
    }
  });

  test('for several words, parts and phrases finds the lines that say all of them', async () => {
    const text = fc.constantFrom(
      'request',
      'FAILED',
      'timeout',
      'voucher',
      'out of',
      'of',
      'Élan',
      'été',
      '東京',
      'user=4',
      'cart',
      'placed',
      '42',
      'key',
      '50%',
      'stock-',
      'of stock',
      'order.',
      "it's",
      'a.b',
      '"quoted"',
      'signup',
    );
    const term = fc.record({ text, not: fc.boolean(), quoted: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(term, { minLength: 1, maxLength: 4 }), async (terms) => {
        await expectFound(`q=${encodeURIComponent(queryOf(terms))}`, (line) =>
          terms.every(({ text: wanted, not }) => says(line, wanted) !== not),
        );
      }),
      { numRuns: 40 },
    );
  });

  test('that is empty, or only a sign of ruling out, finds what it would without', async () => {
    for (const q of ['', '%20%20', '%22%22']) await expectFound(`q=${q}`, () => true);
    await expectFound('q=-', (line) => says(line, '-'));
  });

  test('of more than twenty terms, or longer than a thousand characters, is refused', async () => {
    for (const q of ['a '.repeat(21), 'a'.repeat(1001)]) {
      const response = await fetch(`${served.url}/api/v1/logs?q=${encodeURIComponent(q)}`);
      expect(response.status).toBe(400);
      expect(((await response.json()) as { errors: unknown[] }).errors).toMatchObject([{ field: 'q' }]);
    }
  });
});

describe('a filter', () => {
  const number = (text: string | undefined): number =>
    text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  test.each([
    ['where=severity>=error', (line) => line.severity >= 17],
    ['where=severity>error', (line) => line.severity > 20],
    ['where=severity<info', (line) => line.severity > 0 && line.severity < 9],
    ['where=severity<=INFO', (line) => line.severity > 0 && line.severity <= 12],
    ['where=severity=warn,fatal', (line) => ['warn', 'fatal'].includes(severityName(line.severity))],
    ['where=severity!=info', (line) => severityName(line.severity) !== 'info'],
    ['where=severity=unset', (line) => line.severity === 0],
    ['where=severity=18', (line) => line.severity === 18],
    ['where=severity>17', (line) => line.severity > 17],
    ['where=severity=~^(err|fat)', (line) => line.severity >= 17],
    ['where=severity?', (line) => line.severity > 0],
    ['where=!severity?', (line) => line.severity === 0],
    ['where=body=request', (line) => line.body === 'request'],
    ['where=body=~(?i)TIMEOUT.voucher', (line) => /timeout.voucher/is.test(line.body)],
    ['where=!body?', (line) => line.body === ''],
    ['where=event=order.placed', (line) => line.event === 'order.placed'],
    ['where=event?', (line) => line.event !== ''],
    ['where=event!=order.placed', (line) => line.event !== 'order.placed'],
    ['where=scope=test', () => true],
    [`where=traceId=${'3'.padStart(32, '0')}`, (line) => line.traceId.endsWith('03')],
    ['where=!traceId?', (line) => line.traceId === ''],
    [`where=spanId=${'3'.padStart(16, '0')}`, (line) => line.spanId.endsWith('03')],
    ['where=http.route=/cart,/', (line) => ['/cart', '/'].includes(line.attributes['http.route'] ?? '-')],
    ['where=http.route!=/cart', (line) => line.attributes['http.route'] !== '/cart'],
    ['where=session.id=s3', (line) => line.attributes['session.id'] === 's3'],
    ['where=!session.id?', (line) => line.attributes['session.id'] === undefined],
    ['where=took?', (line) => line.attributes['took'] !== undefined],
    ['where=took=""', (line) => line.attributes['took'] === ''],
    ['where=took>3', (line) => number(line.attributes['took']) > 3],
    ['where=took<=3', (line) => number(line.attributes['took']) <= 3],
    ['where=took=~kg$', (line) => (line.attributes['took'] ?? '').endsWith('kg')],
    ['where=took!~kg$', (line) => !(line.attributes['took'] ?? '').endsWith('kg')],
    ['where=resource.host.name=h1', (line) => line.resource['host.name'] === 'h1'],
    ['where=service.name=web', (line) => line.service === 'web'],
    ['service=web&service=api', (line) => line.service !== 'worker'],
    ['environment=staging', (line) => line.resource['deployment.environment.name'] === 'staging'],
    ['release=2.0.0&service=web', (line) => line.resource['service.version'] === '2.0.0' && line.service === 'web'],
    [
      'where=severity>=warn&where=http.route?&q=request',
      (line) => line.severity >= 13 && line.attributes['http.route'] !== undefined && says(line, 'request'),
    ],
  ] as [string, (line: TestLine) => boolean][])('%s finds what plain comparison finds', async (query, keep) => {
    const encoded = query.replace(
      /where=(.*?)(?=&where=|&q=|$)/g,
      (_, text: string) => `where=${encodeURIComponent(text)}`,
    );
    const wanted = expected(keep);
    expect(wanted.length).toBeGreaterThan(0);
    expect(numbers(await search(encoded))).toEqual(wanted);
  });

  test.each([
    ['name=x', /spans/],
    ['kind=server', /spans/],
    ['duration>5ms', /spans/],
    ['severity=loud', /one of unset, trace/],
    ['severity>25', /1 to 24/],
    ['body>5', /text/],
  ])('%s is refused with the remedy', async (where, remedy) => {
    const response = await fetch(`${served.url}/api/v1/logs?where=${encodeURIComponent(where)}`);
    expect(response.status).toBe(400);
    expect(((await response.json()) as { errors: unknown[] }).errors).toMatchObject([
      { field: 'where', value: where, remedy: expect.stringMatching(remedy) },
    ]);
  });
});

describe('the pages of a search', () => {
  for (const order of ['newest', 'oldest'] as const) {
    test(`show every line once, ${order} first, while new lines arrive`, async () => {
      const items: Item[] = [];
      let cursor = '';
      for (let page = 0; ; page++) {
        const answer = await served.ask<Answers['logs']>(
          `logs?${within()}&service=web&where=n?&limit=29&order=${order}${cursor}`,
        );
        items.push(...answer.items);
        if (answer.next === null) break;
        cursor = `&cursor=${answer.next}`;
        // New lines at the very places where the pages meet, and all around.
        const last = answer.items.at(-1);
        const fresh = createLines(100 + page, 3, RANGE.fromMs, RANGE.toMs).map((line) => ({
          ...line,
          service: 'web',
          resource: { ...line.resource, 'service.instance.id': 'fresh' },
          attributes: { fresh: '1' },
        }));
        await insertLines(served.store, [
          ...fresh,
          ...fresh.map((line) => ({ ...line, time: BigInt(last?.timeUnixNano ?? 0) })),
        ]);
      }
      expect(numbers(items)).toEqual(expected(({ service }) => service === 'web'));
      const places = items.map(({ timeUnixNano, arrived }) => `${timeUnixNano} ${arrived}`);
      expect(places).toEqual(order === 'newest' ? places.toSorted().toReversed() : places.toSorted());
    });
  }

  test('leave out what a Collector delivered twice', async () => {
    const [line] = createLines(55, 1, RANGE.fromMs, RANGE.toMs);
    if (line === undefined) throw new Error('no line');
    const twice = { ...line, service: 'twice', attributes: { 'log.record.uid': '0190-once' } };
    await insertLines(served.store, [twice, twice]);
    const items = await search('service=twice');
    expect(items.map(({ uid }) => uid)).toEqual(['0190-once']);
  });

  test('come as CSV', async () => {
    const response = await fetch(`${served.url}/api/v1/logs?${within()}&where=n=5&limit=1`, {
      headers: { accept: 'text/csv' },
    });
    const [head, row] = (await response.text()).split('\r\n');
    expect(head).toBe(
      'uid,arrived,timeUnixNano,severityNumber,severityText,service,body,eventName,traceId,spanId,attributes,resource,scope',
    );
    expect(row).toContain(String(lines[5]?.time));
  });
});

describe('[LG-06] the histogram', () => {
  const counted = (keep: (line: TestLine) => boolean, stepMs: number): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const line of inRange.filter(keep)) {
      const at = Math.floor(Number(line.time / 1_000_000n) / stepMs) * stepMs;
      const key = `${severityName(line.severity)} ${at}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    return counts;
  };
  const all = (line: TestLine): boolean => line.attributes['n'] !== undefined;

  for (const [query, keep] of [
    ['where=n?', all],
    ['where=n?&q=request', (line: TestLine) => says(line, 'request')],
    ['where=n?&service=web&where=severity>=warn', (line: TestLine) => line.service === 'web' && line.severity >= 13],
    ['where=n?&step=60s', all],
  ] as const) {
    test(`of ${query} counts each line in its bucket and severity`, async () => {
      const answer = await served.ask<Answers['logs/histogram']>(`logs/histogram?${within()}&${query}`);
      const found = new Map(
        answer.series.flatMap(({ labels, points }) =>
          points
            .filter(([, count]) => count > 0)
            .map(([at, count]): [string, number] => [`${labels.severity} ${at}`, count]),
        ),
      );
      expect(found).toEqual(counted(keep, answer.stepMs));
      expect(answer.total).toBe(inRange.filter(keep).length);
      // Every bucket of the range has its point in every line.
      const first = Math.floor(RANGE.fromMs / answer.stepMs) * answer.stepMs;
      const starts = answer.series.map(({ points }) => points.map(([at]) => at));
      for (const own of starts) {
        expect(own[0]).toBe(first);
        expect(own.at(-1)).toBe(Math.floor((RANGE.toMs - 1) / answer.stepMs) * answer.stepMs);
        expect(own.every((at, i) => at === first + i * answer.stepMs)).toBe(true);
      }
    });
  }

  test('has about 120 buckets, worst severity first, none that does not occur', async () => {
    const { stepMs, series } = await served.ask<Answers['logs/histogram']>(
      `logs/histogram?${within()}&where=severity>=warn`,
    );
    expect(stepMs).toBe(2 * 60_000);
    expect(series.map(({ labels }) => labels.severity)).toEqual(['fatal', 'error', 'warn']);
    expect(await served.ask('logs/histogram?from=-1h&q=nowhere')).toMatchObject({ total: 0, series: [] });
  });
});

describe('the facets', () => {
  const countsOf = (
    found: readonly TestLine[],
    valueOf: (line: TestLine) => string | undefined,
  ): Map<string, number> => {
    const counts = new Map<string, number>();
    for (const line of found) {
      const value = valueOf(line) ?? '';
      if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    return counts;
  };
  for (const [query, keep] of [
    ['where=n?', () => true],
    [
      'where=n?&q=request&environment=staging',
      (line: TestLine) => says(line, 'request') && line.resource['deployment.environment.name'] === 'staging',
    ],
  ] as [string, (line: TestLine) => boolean][]) {
    test(`of ${query} count the values of the lines that are found`, async () => {
      const { facets, total } = await served.ask<Answers['logs/facets']>(`logs/facets?${within()}&${query}`);
      const found = inRange.filter(keep);
      expect(total).toBe(found.length);
      const answered = new Map(
        facets.map(({ key, values }) => [key, new Map(values.map(({ value, count }) => [value, count]))]),
      );
      expect(answered).toEqual(
        new Map(
          (
            [
              ['service', countsOf(found, (line) => line.service)],
              ['severity', countsOf(found, (line) => severityName(line.severity))],
              ['deployment.environment.name', countsOf(found, (line) => line.resource['deployment.environment.name'])],
              ['service.version', countsOf(found, (line) => line.resource['service.version'])],
              ['event', countsOf(found, (line) => line.event)],
              ['scope', countsOf(found, () => 'test')],
              // `n` is another one in each line: it narrows nothing.
              ['http.route', countsOf(found, (line) => line.attributes['http.route'])],
              ['session.id', countsOf(found, (line) => line.attributes['session.id'])],
              [
                'took',
                new Map(
                  [...countsOf(found, (line) => line.attributes['took']?.replace(/^$/, '(empty)'))].map(
                    ([value, count]) => [value.replace('(empty)', ''), count],
                  ),
                ),
              ],
            ] as [string, Map<string, number>][]
          ).filter(([, counts]) => counts.size > 0),
        ),
      );
      for (const { values, exact } of facets) {
        expect(exact).toBe(true);
        expect(values.map(({ count }) => count)).toEqual(values.map(({ count }) => count).toSorted((a, b) => b - a));
      }
    });
  }
});

describe('the lines around one', () => {
  const sameSource = (line: TestLine): TestLine[] =>
    lines
      .filter(({ resource }) => resource['service.instance.id'] === line.resource['service.instance.id'])
      .toSorted((a, b) => (a.time < b.time ? -1 : 1));
  const ask = (item: Item | undefined, more = ''): Promise<Answers['logs/context']> =>
    served.ask(`logs/context?uid=${item?.uid}&timeUnixNano=${item?.timeUnixNano}${more}`);

  test('are those of the same instance, whatever they say, oldest first', async () => {
    for (const n of [150, 400, 650]) {
      const all = sameSource(lines[n] as TestLine);
      // One with enough before and after it.
      const line = all[Math.floor(all.length / 2)] as TestLine;
      const [item] = await search(`where=n=${line.attributes['n']}`, {
        fromMs: RANGE.fromMs - HOUR,
        toMs: RANGE.toMs + HOUR,
      });
      const { items, at, moreBefore, moreAfter } = await ask(item, '&before=7&after=4');
      expect(items[at]).toEqual(item);
      expect([at, items.length, moreBefore, moreAfter]).toEqual([7, 12, true, true]);
      const own = all.map(({ time }) => String(time));
      // Lines of one moment stand in the order of their arrival: among equal times the line's own place is known by it only.
      const ties = own.indexOf(String(line.time));
      const times = items.map(({ timeUnixNano }) => timeUnixNano);
      const offset = own.findIndex((_, i) => own.slice(i, i + 12).join() === times.join());
      expect(offset, `line ${line.attributes['n']}`).toBeGreaterThanOrEqual(0);
      expect(ties).toBeGreaterThanOrEqual(offset);
      expect(new Set(items.map(({ resource }) => resource['service.instance.id'])).size).toBe(1);
      expect(new Set(items.map(({ uid }) => uid)).size).toBe(12);
    }
  });

  test('end where the instance begins and ends', async () => {
    const own = sameSource({ ...(lines[0] as TestLine), resource: { 'service.instance.id': 'web-0' } });
    const first = own.find(({ time }, i) => own[i + 1]?.time !== time && i === 0) ?? own[0];
    const [item] = await search(`where=n=${first?.attributes['n']}`, {
      fromMs: RANGE.fromMs - HOUR,
      toMs: RANGE.toMs + HOUR,
    });
    const answer = await ask(item, '&before=25&after=100');
    expect(answer).toMatchObject({ moreBefore: false, moreAfter: own.length > 101 });
    expect(answer.items.length).toBe(answer.at + 1 + Math.min(100, own.length - 1 - answer.at));
  });

  test('of a line that is not there are a 404', async () => {
    const response = await fetch(`${served.url}/api/v1/logs/context?uid=nobody&timeUnixNano=1795261350703000000`);
    expect(response.status).toBe(404);
  });
});
