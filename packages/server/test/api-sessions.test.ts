/** Sessions, web vitals, pages and resources, sent as OTLP and asked through the API; each answer against plain arithmetic over what was sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Answers } from '../../ui/src/ask/api.d.ts';
import { send } from '../../../test/kit/population/otlp.ts';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { bodyOf, createVisits, summaryOf, type Summary, type Visit, type VisitEvent } from './population/visits.ts';

const HOUR = 3_600_000;
const TO = Math.floor(Date.now() / 60_000) * 60_000 - HOUR;
const FROM = TO - 2 * HOUR;
const RANGE = `from=${FROM}&to=${TO}`;

/** Some before the range, some that go on into it or out of it, some after it. */
const visits = createVisits(8, 240, FROM - 2 * HOUR, TO + HOUR / 2).filter(
  // The receiver takes nothing from the future.
  ({ events }) => (events.at(-1)?.timeMs ?? 0) < Date.now(),
);

let server: TemporaryServer;
beforeAll(async () => {
  server = await startTemporary();
  // Out of order: what happened first comes last. Every seventh comes a second time, in a body of its own.
  const bodies = [
    bodyOf(visits, (_, at) => at % 2 === 1),
    bodyOf(visits, (_, at) => at % 2 === 0),
    bodyOf(visits, (_, at) => at % 7 === 0),
  ];
  await send(server.url, 'logs', bodies);
  await server.store.flush();
  // As a Collector delivers again what it believes lost: into the table, past the receiver.
  const { database } = server.store;
  const names =
    'Timestamp, TraceId, SpanId, TraceFlags, SeverityText, SeverityNumber, ServiceName, Body, ResourceAttributes, ScopeName, LogAttributes, EventName';
  await server.store.command(
    `INSERT INTO ${database}.otel_logs (${names}) SELECT ${names} FROM ${database}.otel_logs WHERE cityHash64(RecordUid) % 3 = 0`,
  );
}, 60_000);
afterAll(() => server.close());

async function ask<K extends keyof Answers>(path: string): Promise<Answers[K]> {
  const response = await fetch(`${server.url}/api/v1/${path}`);
  const body: unknown = await response.json();
  expect([response.status, body]).toEqual([200, body]);
  return body as Answers[K];
}

const isIn = ({ timeMs }: VisitEvent): boolean => timeMs >= FROM && timeMs < TO;
const found = visits.filter(({ events }) => events.some((event) => event.name !== '' && isIn(event)));
const byStart = (a: Summary, b: Summary): number => Number(BigInt(b.startUnixNano) - BigInt(a.startUnixNano));

async function listed(query = ''): Promise<Summary[]> {
  return (await ask<'sessions'>(`sessions?${RANGE}&limit=1000${query}`)).items;
}

/** The ids of visits that meet a condition, the latest begun first. */
const idsOf = (keep: (visit: Visit) => boolean): string[] =>
  found
    .filter(keep)
    .map(summaryOf)
    .toSorted(byStart)
    .map(({ sessionId }) => sessionId);

const has = (visit: Visit, name: string, key = '', value = ''): boolean =>
  visit.events.some((event) => event.name === name && (key === '' || event.attributes[key] === value));

describe('the list of sessions', () => {
  it('holds each session of the range in whole, the latest begun first', async () => {
    expect(found.length).toBeGreaterThan(80);
    expect(found.filter(({ events }) => !events.every(isIn)).length).toBeGreaterThan(10);
    expect(visits.length - found.length).toBeGreaterThan(20);
    expect(await listed()).toEqual(found.map(summaryOf).toSorted(byStart));
  });

  it.each([
    ['longest', (item: Summary): number => item.durationMs],
    ['errors', (item: Summary): number => item.errors],
  ])('is sorted by %s, and the same page by page', async (sort, key) => {
    const all = await listed(`&sort=${sort}`);
    expect(all.map(key)).toEqual(found.map((visit) => key(summaryOf(visit))).toSorted((a, b) => b - a));
    const paged: Summary[] = [];
    for (let cursor = ''; ;) {
      const { items, next } = await ask<'sessions'>(`sessions?${RANGE}&sort=${sort}&limit=40${cursor}`);
      paged.push(...items);
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    expect(paged).toEqual(all);
  });

  const somebody = found.findLast((visit) => summaryOf(visit).userId !== '');
  const person = somebody ? summaryOf(somebody).userId : '';
  it.each<[string, (visit: Visit) => boolean]>([
    ['has=error', (visit) => has(visit, 'exception')],
    ['has=rage', (visit) => has(visit, 'app.widget.click', 'sightglass.click.kind', 'rage')],
    [`user=${person}`, ({ events }) => events.some((event) => event.attributes['user.id'] === person)],
    [
      'user=anonymous 3',
      ({ events }) => events.some((event) => event.attributes['enduser.pseudo.id'] === 'anonymous 3'),
    ],
    ['q=PRODUCT/8', ({ events }) => events.some((event) => String(event.attributes['url.path']).includes('product/8'))],
    [
      'q=visit 3',
      ({ id, events }) =>
        `${id} ${events.map(({ attributes }) => `${attributes['user.id']} ${attributes['enduser.pseudo.id']}`).join(' ')}`.includes(
          '3',
        ) && id.startsWith('visit'),
    ],
    ['service=shop&environment=staging', ({ service, environment }) => service === 'shop' && environment === 'staging'],
    ['release=1.1&release=1.2', ({ release }) => release !== '1.0'],
    ['where=exception.message=no 3', (visit) => has(visit, 'exception', 'exception.message', 'no 3')],
    [
      'where=items>2',
      ({ events }) =>
        events.some((event) => event.name === 'cart.filled' && Number(event.attributes['items']) > 2 && isIn(event)),
    ],
    ['where=event!=cart.filled', (visit) => !has(visit, 'cart.filled')],
    [
      'where=!exception.type?&has=rage',
      (visit) => !has(visit, 'exception') && has(visit, 'app.widget.click', 'sightglass.click.kind', 'rage'),
    ],
  ])('is narrowed by %s', async (query, keep) => {
    const expected = idsOf(keep);
    // A condition on records asks those of the range only: a session is found by what it did in it.
    const ids = (await listed(`&${query.replaceAll(' ', '%20')}`)).map(({ sessionId }) => sessionId);
    const isWithin = (id: string): boolean => found.find((visit) => visit.id === id)?.events.every(isIn) ?? false;
    expect(ids.filter(isWithin)).toEqual(expected.filter(isWithin));
    expect(ids.length).toBeGreaterThan(0);
    expect(query.includes('where=') || ids.join() === expected.join()).toBe(true);
  });

  it('says nothing of what is not there', async () => {
    expect(await listed('&user=nobody')).toEqual([]);
    expect(await listed('&has=replay')).toEqual([]);
    expect((await ask<'sessions'>(`sessions?from=${FROM - 30 * HOUR}&to=${FROM - 29 * HOUR}`)).items).toEqual([]);
  });
});

/** The measures of the range: the last value of each id. */
function measures(
  keep: (visit: Visit, event: VisitEvent) => boolean = () => true,
): { visit: Visit; event: VisitEvent }[] {
  const last = new Map<string, { visit: Visit; event: VisitEvent }>();
  for (const visit of visits)
    for (const event of visit.events)
      if (event.name === 'browser.web_vital' && isIn(event) && keep(visit, event))
        last.set(String(event.attributes['browser.web_vital.id']), { visit, event });
  return [...last.values()];
}

const numberOf = (event: VisitEvent, key: string): number => Number(event.attributes[key]);
const textOf = (event: VisitEvent, key: string): string => String(event.attributes[key] ?? '');
const routeOf = (event: VisitEvent): string => textOf(event, 'sightglass.page.route') || textOf(event, 'url.path');

/** PERCENTILE.INC of spreadsheets: between two values where the level lies between them. */
function percentile(values: readonly number[], level: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const place = (sorted.length - 1) * level;
  const [low = Number.NaN, high = low] = sorted.slice(Math.floor(place), Math.floor(place) + 2);
  return low + (high - low) * (place % 1);
}

const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  lcp: [2500, 4000],
  inp: [200, 500],
  cls: [0.1, 0.25],
  fcp: [1800, 3000],
  ttfb: [800, 1800],
};

function vitalsBy(
  keyOf: (visit: Visit, event: VisitEvent) => string,
  keep?: (visit: Visit, event: VisitEvent) => boolean,
): object[] {
  const groups = Map.groupBy(
    measures(keep),
    ({ visit, event }) => `${keyOf(visit, event)} ${textOf(event, 'browser.web_vital.name')}`,
  );
  return [...groups].map(([group, members]) => {
    const [name = ''] = group.split(' ').slice(-1);
    const values = members.map(({ event }) => numberOf(event, 'browser.web_vital.value'));
    const [good = 0, poor = 0] = BOUNDS[name] ?? [];
    return {
      key: group.slice(0, -name.length - 1),
      name,
      p50: expect.closeTo(percentile(values, 0.5), 6),
      p75: expect.closeTo(percentile(values, 0.75), 6),
      p95: expect.closeTo(percentile(values, 0.95), 6),
      count: values.length,
      good: values.filter((value) => value <= good).length,
      needsImprovement: values.filter((value) => value > good && value <= poor).length,
      poor: values.filter((value) => value > poor).length,
    };
  });
}

describe('web vitals', () => {
  it.each<[string, (visit: Visit, event: VisitEvent) => string]>([
    ['none', () => ''],
    ['page', (_, event) => routeOf(event)],
    ['device', ({ agent }) => agent.read.device],
    ['release', ({ release }) => release],
    ['service', ({ service }) => service],
  ])('are told apart by %s, each measure once with its last value', async (by, keyOf) => {
    const { items, isTruncated } = await ask<'vitals'>(`vitals?${RANGE}&by=${by}`);
    expect(items).toHaveLength(vitalsBy(keyOf).length);
    expect(items).toEqual(expect.arrayContaining(vitalsBy(keyOf)));
    expect(isTruncated).toBe(false);
    const busy = items.map(({ key }) =>
      items.filter((item) => item.key === key).reduce((sum, { count }) => sum + count, 0),
    );
    expect(busy).toEqual(busy.toSorted((a, b) => b - a));
  });

  it('are narrowed by what their records carry as by what the narrow table knows', async () => {
    const ofShop = vitalsBy(
      (_, event) => routeOf(event),
      ({ service }) => service === 'shop',
    );
    for (const query of ['service=shop', 'where=service.name=shop', 'where=resource.service.name=shop']) {
      const { items } = await ask<'vitals'>(`vitals?${RANGE}&by=page&${query}`);
      expect(items).toHaveLength(ofShop.length);
      expect(items).toEqual(expect.arrayContaining(ofShop));
    }
  });

  it('follow each other in time', async () => {
    const step = 600_000;
    const { series, stepMs } = await ask<'vitals/series'>(`vitals/series?${RANGE}&name=lcp&step=10m`);
    const lcp = measures((_, event) => textOf(event, 'browser.web_vital.name') === 'lcp').map(({ event }) => event);
    const points = Array.from({ length: (2 * HOUR) / step + (FROM % step === 0 ? 0 : 1) }, (_, i) => {
      const at = Math.floor(FROM / step) * step + i * step;
      const values = lcp
        .filter(({ timeMs }) => Math.floor(timeMs / step) * step === at)
        .map((event) => numberOf(event, 'browser.web_vital.value'));
      const p75 = expect.closeTo(percentile(values, 0.75), 6);
      return [at, values.length === 0 ? null : p75];
    });
    expect(stepMs).toBe(step);
    expect(series).toEqual([{ name: 'lcp', labels: {}, unit: 'ms', points }]);
  });
});

const eventsIn = (name: string): { visit: Visit; event: VisitEvent }[] =>
  visits.flatMap((visit) =>
    visit.events.filter((event) => event.name === name && isIn(event)).map((event) => ({ visit, event })),
  );

describe('pages', () => {
  it('are told with their views, sessions, errors and vitals', async () => {
    const views = Map.groupBy(eventsIn('browser.navigation'), ({ event }) => routeOf(event));
    const p75 = (route: string, name: string): unknown => {
      const values = measures(
        (_, event) => routeOf(event) === route && textOf(event, 'browser.web_vital.name') === name,
      );
      return expect.closeTo(
        percentile(
          values.map(({ event }) => numberOf(event, 'browser.web_vital.value')),
          0.75,
        ),
        6,
      );
    };
    const expected = [...views].map(([route, seen]) => ({
      route,
      views: seen.length,
      sessions: new Set(seen.map(({ visit }) => visit.id)).size,
      errors: eventsIn('exception').filter(({ event }) => routeOf(event) === route).length,
      lcpP75: p75(route, 'lcp'),
      inpP75: p75(route, 'inp'),
      clsP75: p75(route, 'cls'),
    }));
    const { items, next } = await ask<'pages'>(`pages?${RANGE}`);
    expect(items).toHaveLength(expected.length);
    expect(items).toEqual(expect.arrayContaining(expected));
    expect(items.map((item) => item.views)).toEqual(expected.map((item) => item.views).toSorted((a, b) => b - a));
    expect(next).toBeNull();
    const filtered = await ask<'pages'>(`pages?${RANGE}&where=sightglass.navigation.type=load`);
    const loads = eventsIn('browser.navigation').filter(
      ({ event }) => textOf(event, 'sightglass.navigation.type') === 'load',
    );
    expect(filtered.items.reduce((sum, item) => sum + item.views, 0)).toBe(loads.length);
  });
});

/** The smallest value up to which the weights reach the level. */
function weighted(pairs: readonly (readonly [value: number, weight: number])[], level: number): number {
  const total = pairs.reduce((sum, [, weight]) => sum + weight, 0);
  let reached = 0;
  const found = pairs.toSorted(([a], [b]) => a - b).find(([, weight]) => (reached += weight) >= total * level);
  return found?.[0] ?? Number.NaN;
}

describe('resources', () => {
  it('are told with what each report of them stands for, a failure once', async () => {
    const urlOf = (event: VisitEvent): string => textOf(event, 'url.full').replace(/\?.*/, '');
    const timings = Map.groupBy(
      eventsIn('browser.resource_timing').map(({ event }) => event),
      urlOf,
    );
    const expected = [...timings].map(([url, events]) => {
      const pairs = events.map(
        (event) =>
          [
            numberOf(event, 'sightglass.resource.duration_ms'),
            1 / numberOf(event, 'sightglass.resource.sample_ratio'),
          ] as const,
      );
      const failures = eventsIn('sightglass.resource.failed').filter(({ event }) => urlOf(event) === url).length;
      const refused = events.filter((event) => numberOf(event, 'http.response.status_code') >= 400).length;
      return {
        url,
        kind: 'script',
        count: Math.round(pairs.reduce((sum, [, weight]) => sum + weight, 0)),
        p75Ms: weighted(pairs, 0.75),
        p95Ms: weighted(pairs, 0.95),
        failed: Math.max(failures, refused),
        transferBytes: Math.round(
          events.reduce(
            (sum, event) =>
              sum +
              numberOf(event, 'sightglass.resource.transfer_size') /
                numberOf(event, 'sightglass.resource.sample_ratio'),
            0,
          ),
        ),
      };
    });
    expect(expected).toHaveLength(5);
    const orders = { slowest: 'p75Ms', largest: 'transferBytes', failed: 'failed' } as const;
    for (const [sort, key] of Object.entries(orders)) {
      const { items } = await ask<'resources'>(`resources?${RANGE}&sort=${sort}`);
      expect(items).toEqual(expect.arrayContaining(expected));
      expect(items.map((item) => item[key])).toEqual(expected.map((item) => item[key]).toSorted((a, b) => b - a));
    }
  });
});
