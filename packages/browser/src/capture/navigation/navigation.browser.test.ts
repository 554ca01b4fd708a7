import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RecordingPage, type Told, record } from '../../../test/recording-page.ts';
import { navigation } from './navigation.ts';

const home = location.href;
let page: RecordingPage;
/** What waits for its time. */
let timers: (() => void)[] = [];

function begin(change: Partial<RecordingPage> = {}): void {
  timers = [];
  page = record(navigation(), { after: (_delayMs, run) => void timers.push(run), ...change });
}

/** All that was told of page views, once their time has come. */
function views(): Told[] {
  for (const run of timers.splice(0)) run();
  return page.named('browser.navigation');
}

const types = (): unknown[] => views().map(({ attributes }) => attributes['sightglass.navigation.type']);

beforeEach(() => begin());

afterEach(() => {
  page.stop();
  history.replaceState(null, '', home);
  vi.unstubAllGlobals();
});

describe('page views', () => {
  it('begin with the load, timed at its start, with where the person came from', () => {
    const [load] = views();
    expect(load?.attributes['sightglass.navigation.type']).toBe('load');
    expect(load?.time).toBe(page.view().start);
    expect(load?.attributes['sightglass.referrer']).toBe(page.redact(document.referrer) || undefined);
    expect(load?.scope.name).toBe('@sightglass/browser/navigation');
  });

  it('are told with the name that a router gives them later', () => {
    history.pushState(null, '', '/product/42');
    page.setRoute('/product/:slug');
    expect(page.named('browser.navigation')).toHaveLength(1);
    expect(views().map(({ view }) => view.route)).toEqual([expect.any(String), '/product/:slug']);
  });

  it('are told at once when the page is left, and only once', () => {
    page.emit('leave', undefined);
    page.emit('leave', undefined);
    expect(page.named('browser.navigation')).toHaveLength(1);
    expect(types()).toEqual(['load']);
  });

  it('are told before another begins, as part of themselves', () => {
    const first = page.view().id;
    history.pushState(null, '', '/a');
    expect(page.named('browser.navigation')[0]?.view.id).toBe(first);
  });

  it('carry the view before as where the person came from', () => {
    history.pushState(null, '', '/a');
    history.pushState(null, '', '/b');
    expect(views().map(({ attributes }) => attributes['sightglass.referrer'])).toEqual([
      expect.anything(),
      page.redact(home),
      `${location.origin}/a`,
    ]);
  });

  it('begin when the program replaces the path, and with back and forward', async () => {
    history.pushState(null, '', '/a');
    history.replaceState(null, '', '/b');
    history.back();
    await vi.waitFor(() => expect(types()).toEqual(['load', 'spa', 'spa', 'spa']), 5000);
    expect(views().map(({ view }) => view.path)).toEqual([new URL(home).pathname, '/a', '/b', new URL(home).pathname]);
  });

  it('do not begin with another query, state or place on the page', () => {
    history.pushState({ n: 1 }, '', '?q=1');
    history.pushState(null, '', '?q=2#part');
    location.hash = 'other';
    expect(types()).toEqual(['load']);
  });

  it('begin with a fragment that is a path, and name its route', () => {
    const { pathname } = location;
    history.pushState(null, '', '#/product/42?q=1');
    history.pushState(null, '', '#/product/42?q=2');
    history.pushState(null, '', '#!/cart');
    expect(types()).toEqual(['load', 'spa', 'spa']);
    expect(
      views()
        .slice(1)
        .map(({ view }) => view.route),
    ).toEqual([expect.stringMatching(/#\/product\/:id$/), `${pathname}#!/cart`]);
  });

  it('end with the SDK', () => {
    page.stop();
    history.pushState(null, '', '/a');
    expect(types()).toEqual(['load']);
  });

  it('begin when the page comes back from the back/forward cache, but not when it is shown first', () => {
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }));
    dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));
    expect(types()).toEqual(['load', 'bfcache']);
  });
});

describe('another session', () => {
  const session = { id: 'other', isSampled: true };

  it('begins a view of its own on a page that was open', () => {
    views();
    page.emit('session', session);
    expect(types()).toEqual(['load', 'resume']);
  });

  it('does not where the view has just begun: that one is its first', () => {
    views();
    history.pushState(null, '', '/a');
    page.emit('session', session);
    expect(types()).toEqual(['load', 'spa']);
  });

  it('does not where it is the first of the page, after consent', () => {
    page.stop();
    begin({ session: () => undefined });
    views();
    page.emit('session', session);
    expect(types()).toEqual(['load']);
  });
});

describe('without a Navigation API', () => {
  it('views begin with the History API, back and forward', async () => {
    page.stop();
    const own = Object.getOwnPropertyDescriptor(globalThis, 'navigation') ?? {};
    Reflect.deleteProperty(globalThis, 'navigation');
    expect('navigation' in globalThis).toBe(false);
    begin();
    history.pushState(null, '', '/a');
    history.replaceState(null, '', '/b');
    history.pushState(null, '', '/b?q=1');
    expect(types()).toEqual(['load', 'spa', 'spa']);
    history.go(-2);
    await vi.waitFor(() => expect(types()).toEqual(['load', 'spa', 'spa', 'spa']), 5000);
    Object.defineProperty(globalThis, 'navigation', own);
  });
});

describe('the time of the load', () => {
  const entry = performance.getEntriesByType('navigation')[0] as PerformanceNavigationTiming;
  const timing = (): Told[] => page.named('browser.navigation_timing');

  it('is told once, as the browser measured it', () => {
    expect(document.readyState).toBe('complete');
    for (const run of timers.splice(0)) run();
    page.emit('leave', undefined);
    expect(timing()).toHaveLength(1);
    expect(timing()[0]?.attributes).toMatchObject({
      'http.response.status_code': 200,
      'sightglass.navigation.dns_ms': entry.domainLookupEnd - entry.domainLookupStart,
      'sightglass.navigation.connect_ms': entry.connectEnd - entry.connectStart,
      'sightglass.navigation.request_ms': entry.responseStart - entry.requestStart,
      'sightglass.navigation.response_ms': entry.responseEnd - entry.responseStart,
      'sightglass.navigation.dom_interactive_ms': entry.domInteractive,
      'sightglass.navigation.dom_content_loaded_ms': entry.domContentLoadedEventEnd,
      'sightglass.navigation.load_ms': entry.loadEventEnd,
    });
    expect(entry.loadEventEnd).toBeGreaterThan(0);
  });

  it('belongs to the view of the load, also where another has begun', () => {
    const { id } = page.view();
    history.pushState(null, '', '/a');
    page.emit('leave', undefined);
    expect(timing()[0]?.attributes['sightglass.page.id']).toBe(id);
  });
});
