import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RecordingPage, record } from '../../../test/recording-page.ts';
import type { Entry } from './entry.ts';
import { webVitalsLight } from './light.ts';
import { measureVitals } from './measure.ts';
import { webVitals } from './web-vitals.ts';

let page: RecordingPage;
/** Gives entries as the browser would. */
let give: (...entries: Partial<Entry>[]) => void;
let typesSeen: string[] = [];

beforeEach(() => {
  page = record(
    { name: 'test', start: measureVitals },
    {
      observe(types, run) {
        typesSeen = [types].flat();
        give = (...entries) =>
          run(entries.map((entry) => ({ name: '', startTime: 0, duration: 0, ...entry }) as PerformanceEntry));
        return true;
      },
    },
  );
});

afterEach(() => {
  page.stop();
  vi.restoreAllMocks();
});

const told = (key: string): unknown[] => page.told.map(({ attributes }) => attributes[`browser.web_vital.${key}`]);
const leave = (): void => page.emit('leave', undefined);
const valueOf = (name: string): unknown =>
  page.told.findLast(({ attributes }) => attributes['browser.web_vital.name'] === name)?.attributes[
    'browser.web_vital.value'
  ];

const shown = { entryType: 'paint', name: 'first-contentful-paint', startTime: 250 };
const paint = (startTime: number): Partial<Entry> => ({ entryType: 'largest-contentful-paint', startTime });
const shift = (startTime: number, value: number): Partial<Entry> => ({ entryType: 'layout-shift', startTime, value });
const press = (interactionId: number, duration: number, startTime = 1000): Partial<Entry> => ({
  entryType: 'event',
  interactionId,
  duration,
  startTime,
});
const softNavigation = (startTime: number, interactionId: number, largest: Entry | null = null): Partial<Entry> => ({
  entryType: 'soft-navigation',
  name: `${location.origin}/next`,
  startTime,
  interactionId,
  presentationTime: startTime + 30,
  getLargestInteractionContentfulPaint: () => largest,
});

describe('a vital', () => {
  it('is told with name, value, rating and how the page was reached', () => {
    give(shown);
    expect(page.told[0]).toMatchObject({
      eventName: 'browser.web_vital',
      scope: { name: '@sightglass/browser/web-vitals' },
      time: page.timeOf(250),
      attributes: {
        'browser.web_vital.name': 'fcp',
        'browser.web_vital.value': 250,
        'browser.web_vital.delta': 250,
        'browser.web_vital.rating': 'good',
        'browser.web_vital.navigation_type': 'navigate',
      },
    });
  });

  it.each([
    [1800, 'good'],
    [1801, 'needs-improvement'],
    [3000, 'needs-improvement'],
    [3001, 'poor'],
  ])('of %i ms to the first paint is %s', (startTime, rating) => {
    give({ ...shown, startTime });
    expect(told('rating')).toEqual([rating]);
  });

  it('belongs to the view that was loaded, also when others have begun', () => {
    const { id } = page.view();
    page.beginView('spa');
    give(shown);
    expect(page.told[0]?.attributes['sightglass.page.id']).toBe(id);
  });

  it('of a paint that came when the page had been hidden is not told', () => {
    leave();
    give({ ...shown, startTime: performance.now() + 1 }, paint(performance.now() + 2));
    leave();
    expect(told('name')).toEqual([]);
  });

  it.each([
    [0, 0],
    [-5, 0],
    [12, 1],
    [1e9, 0],
  ])('of the first byte, where the browser says %d ms, is told %d times', (responseStart, times) => {
    give({ entryType: 'navigation', responseStart });
    expect(told('value')).toEqual(Array.from({ length: times }, () => responseStart));
  });

  it('has an id that no other has', () => {
    give(shown, paint(300));
    leave();
    expect(new Set(told('id')).size).toBe(3);
  });
});

describe('the largest paint', () => {
  it('is the last that the browser told of, until the page is left', () => {
    give(paint(300), paint(700));
    expect(told('name')).toEqual([]);
    leave();
    give(paint(900));
    leave();
    expect(valueOf('lcp')).toBe(700);
    expect(told('name')).toEqual(['lcp']);
  });
});

describe('shifts', () => {
  it('are told where something was shown, also if there were none', () => {
    give(shift(10, 0.1));
    leave();
    expect(told('name')).toEqual([]);
    // Before it was left, however soon after the page began that was.
    give({ ...shown, startTime: 1 });
    leave();
    expect(valueOf('cls')).toBe(0.1);
  });

  it('count by the worst window: a second without one ends it', () => {
    give(shown, shift(1000, 0.125), shift(1999, 0.125), shift(2999, 0.125), shift(9000, 0.25), shift(9001, 0.0625));
    leave();
    expect(valueOf('cls')).toBe(0.3125);
  });

  it('count by the worst window: after five seconds another begins', () => {
    give(shown, ...[0, 900, 1800, 2700, 3600, 4500, 4999, 5000].map((at) => shift(at + 1000, 0.0625)));
    leave();
    expect(valueOf('cls')).toBe(7 * 0.0625);
  });

  it('that somebody asked for do not count', () => {
    give(shown, { ...shift(1000, 0.5), hadRecentInput: true }, shift(1001, 0.125));
    leave();
    expect(valueOf('cls')).toBe(0.125);
  });
});

describe('interactions', () => {
  /** As many as the browser says that there were. */
  const count = (interactions: number): void => {
    vi.spyOn(performance as Performance & { interactionCount: number }, 'interactionCount', 'get').mockReturnValue(
      interactions,
    );
  };

  it('count by the longest, told when the page is left with what it has grown by', () => {
    give(press(7, 80), press(14, 120), press(14, 48), press(0, 900));
    expect(told('name')).toEqual([]);
    leave();
    leave();
    give(press(21, 200));
    leave();
    expect(told('value')).toEqual([120, 200]);
    expect(told('delta')).toEqual([120, 80]);
    expect(new Set(told('id')).size).toBe(1);
  });

  it('of a page with many count by the 98th percentile', () => {
    give(...Array.from({ length: 30 }, (_, at) => press(7 * (at + 1), 1000 - at * 8)));
    count(49);
    leave();
    count(50);
    leave();
    count(149);
    leave();
    count(100_000);
    leave();
    // Ten are remembered.
    expect(told('value')).toEqual([1000, 992, 984, 928]);
  });

  it('are counted by their ids where the browser does not count', () => {
    count(undefined as unknown as number);
    give(press(7, 300), press(14, 200));
    leave();
    give(press(7 * 51, 100));
    leave();
    expect(told('value')).toEqual([300, 200]);
  });

  it('after a soft navigation that were all short stand for 8 ms', () => {
    count(3);
    give(softNavigation(2000, 14));
    leave();
    expect(valueOf('inp')).toBeUndefined();
    count(4);
    leave();
    expect(valueOf('inp')).toBe(8);
  });
});

describe('a soft navigation', () => {
  it('ends the visit before, and has vitals of its own from its start on, of the view that began with it', () => {
    const since = Math.round(performance.now());
    const first = page.view();
    const early = page.beginView('spa', page.timeOf(since - 100));
    const right = page.beginView('spa', page.timeOf(since + 10));
    page.beginView('spa', page.timeOf(since + 500));
    give(shown, shift(300, 0.25), press(7, 64, 400));
    give(softNavigation(since, 14), shift(since + 100, 0.125), press(21, 104, since + 200));
    leave();
    const all = page.told.map(({ attributes }) => [
      attributes['browser.web_vital.navigation_type'],
      attributes['browser.web_vital.name'],
      attributes['browser.web_vital.value'],
      [first.id, early.id, right.id].indexOf(String(attributes['sightglass.page.id'])),
    ]);
    expect(all).toEqual([
      ['navigate', 'fcp', 250, 0],
      ['navigate', 'cls', 0.25, 0],
      ['navigate', 'inp', 64, 0],
      ['soft-navigation', 'fcp', 30, 2],
      ['soft-navigation', 'cls', 0.125, 2],
      ['soft-navigation', 'inp', 104, 2],
    ]);
    expect(page.told[3]?.time).toBe(page.timeOf(since) + 30);
  });

  it('has its own paints: those that another interaction led to do not count', () => {
    const of = (interactionId: number, renderTime: number): Partial<Entry> => ({
      entryType: 'interaction-contentful-paint',
      startTime: renderTime - 50,
      interactionId,
      largestContentfulPaint: { renderTime } as Entry,
    });
    give(softNavigation(2000, 14, of(14, 2100) as Entry), of(21, 2900));
    leave();
    expect(valueOf('lcp')).toBe(100);
    // Since then the page was hidden, and somebody came back.
    const since = Math.ceil(performance.now());
    give(softNavigation(since, 28), of(28, since + 300));
    leave();
    expect(valueOf('lcp')).toBe(300);
  });

  it('that a browser had on trial, in another form, is none', () => {
    give(shown, { entryType: 'soft-navigation', startTime: 2000, interactionId: 14 });
    leave();
    expect(new Set(told('navigation_type'))).toEqual(new Set(['navigate']));
  });
});

it('asks for everything once', () => {
  expect(typesSeen).toEqual([...new Set(typesSeen)]);
  expect(typesSeen.filter((type) => PerformanceObserver.supportedEntryTypes.includes(type)).length).toBeGreaterThan(5);
});

describe.each([
  ['with reasons', webVitals],
  ['light', webVitalsLight],
])('vitals of the browser, %s', (kind, vitals) => {
  it('are told of a page that was loaded before they began', async () => {
    page = record(vitals());
    const [entry] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
    await vi.waitFor(() => expect(told('name')).toContain('ttfb'), 10_000);
    const ttfb = page.told.find(({ attributes }) => attributes['browser.web_vital.name'] === 'ttfb');
    expect(ttfb?.attributes['browser.web_vital.value']).toBe(entry?.responseStart);
    expect('sightglass.web_vital.parts' in (ttfb?.attributes ?? {})).toBe(kind === 'with reasons');
  });

  it('listen to no end of the page that would keep it out of the back/forward cache', () => {
    const listen = vi.spyOn(globalThis, 'addEventListener');
    page = record(vitals());
    const types = listen.mock.calls.map(([type]) => type);
    expect(types).toContain('pageshow');
    expect(types.filter((type) => /unload/.test(type))).toEqual([]);
  });
});
