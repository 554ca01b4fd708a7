import type { MetricType } from 'web-vitals';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RecordingPage, record } from '../../../test/recording-page.ts';
import { webVitalsLight } from './light.ts';
import { type Report, reporter } from './report.ts';
import { webVitals } from './web-vitals.ts';

let page: RecordingPage;
let report: Report;

beforeEach(() => {
  page = record({ name: 'test', start: (started) => (report = reporter(started)) });
});

afterEach(() => {
  page.stop();
  vi.restoreAllMocks();
});

function metricOf(values: Partial<MetricType>): MetricType {
  const rest = { rating: 'good', delta: 0, entries: [], id: 'v6-1', navigationType: 'navigate', navigationId: 0 };
  return { name: 'LCP', value: 100, navigationStartTime: 0, ...rest, ...values } as MetricType;
}

const told = (key: string): unknown[] => page.told.map(({ attributes }) => attributes[`browser.web_vital.${key}`]);

describe('a vital', () => {
  it('is told with name, value, rating and how the page was reached', () => {
    report(metricOf({ name: 'CLS', value: 0.3, delta: 0.1, rating: 'poor', navigationType: 'reload' }), {
      why: 'that',
    });
    expect(page.told[0]).toMatchObject({
      eventName: 'browser.web_vital',
      scope: { name: '@sightglass/browser/web-vitals' },
      attributes: {
        'browser.web_vital.name': 'cls',
        'browser.web_vital.value': 0.3,
        'browser.web_vital.delta': 0.1,
        'browser.web_vital.id': 'v6-1',
        'browser.web_vital.rating': 'poor',
        'browser.web_vital.navigation_type': 'reload',
        why: 'that',
      },
    });
  });

  it('of a paint has the time of the paint', () => {
    report(metricOf({ name: 'FCP', value: 250 }));
    expect(page.told[0]?.time).toBe(page.view().start + 250);
  });

  it('belongs to the view that was loaded, also when others have begun', () => {
    const { id } = page.view();
    page.beginView('spa');
    report(metricOf({ name: 'CLS' }));
    expect(page.told[0]?.attributes['sightglass.page.id']).toBe(id);
  });

  it('of a soft navigation belongs to the view that began with it', () => {
    const since = performance.now();
    const early = page.beginView('spa', page.timeOf(since - 100));
    const right = page.beginView('spa', page.timeOf(since + 10));
    const late = page.beginView('spa', page.timeOf(since + 500));
    report(metricOf({ navigationType: 'soft-navigation', navigationStartTime: since, value: 30 }));
    expect([early.id, right.id, late.id].indexOf(String(page.told[0]?.attributes['sightglass.page.id']))).toBe(1);
    expect(page.told[0]?.time).toBe(page.timeOf(since) + 30);
  });

  it('of a page that comes back waits for the view of that', async () => {
    const since = performance.now();
    report(metricOf({ name: 'TTFB', value: 0, navigationType: 'back-forward-cache', navigationStartTime: since }));
    const { id } = page.beginView('bfcache', page.timeOf(since));
    await vi.waitFor(() => expect(page.told[0]?.attributes['sightglass.page.id']).toBe(id), 5000);
  });

  it('is not told of the first byte of a soft navigation, which was never sent', () => {
    report(metricOf({ name: 'TTFB', value: 0, navigationType: 'soft-navigation', navigationStartTime: 5 }));
    expect(page.told).toEqual([]);
  });
});

describe('the longest interaction', () => {
  it('is told when the page is left, with what it has grown by since it was told', () => {
    report(metricOf({ name: 'INP', value: 80, id: 'a' }));
    report(metricOf({ name: 'INP', value: 120, id: 'a' }));
    expect(page.told).toEqual([]);
    page.emit('leave', undefined);
    page.emit('leave', undefined);
    report(metricOf({ name: 'INP', value: 200, id: 'a' }));
    page.emit('leave', undefined);
    expect(told('value')).toEqual([120, 200]);
    expect(told('delta')).toEqual([120, 80]);
  });

  it('is told when that of another view follows', () => {
    report(metricOf({ name: 'INP', value: 80, id: 'a' }));
    report(metricOf({ name: 'INP', value: 50, id: 'b' }));
    expect(told('id')).toEqual(['a']);
    page.emit('leave', undefined);
    expect(told('id')).toEqual(['a', 'b']);
    expect(told('delta')).toEqual([80, 50]);
  });
});

describe.each([
  ['with reasons', webVitals],
  ['light', webVitalsLight],
])('vitals of the browser, %s', (kind, vitals) => {
  it('are told of a page that was loaded before they began', async () => {
    page = record(vitals());
    const [entry] = performance.getEntriesByType<'navigation'>('navigation');
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
