import { afterEach, describe, expect, it, vi } from 'vitest';
import { type RecordingPage, type Told, record } from '../../../test/recording-page.ts';
import { type ResourcesOptions, resources } from './resources.ts';

let page: RecordingPage | undefined;
let see: (entries: PerformanceEntryList) => void = () => {};

/** Starts the capture, to be given entries of the browser by the test. */
function begin(options?: ResourcesOptions): void {
  page = record(resources(options), {
    observe: (type, run) => {
      expect(type).toBe('resource');
      see = run;
      return true;
    },
  });
}

/** An entry as the browser makes them, with other values. */
function entryOf(values: Partial<PerformanceResourceTiming> & { name: string }): PerformanceResourceTiming {
  const of = { startTime: 5, duration: 10, responseStatus: 200, initiatorType: 'img', transferSize: 300, ...values };
  const entry = Object.create(PerformanceResourceTiming.prototype) as PerformanceResourceTiming;
  for (const [key, value] of Object.entries(of)) Object.defineProperty(entry, key, { value });
  return entry;
}

const told = (): Told[] => page?.named('browser.resource_timing') ?? [];

afterEach(() => {
  page?.stop();
  vi.restoreAllMocks();
});

describe('a resource', () => {
  it('is told with its address, kind, time, size and status', () => {
    begin({ sampleRatio: 1 });
    see([entryOf({ name: 'https://cdn.example/a.png?token=secret' })]);
    expect(told()[0]).toMatchObject({
      time: performance.timeOrigin + 5,
      scope: { name: '@sightglass/browser/resources' },
      attributes: {
        'url.full': 'https://cdn.example/a.png',
        'sightglass.resource.kind': 'img',
        'sightglass.resource.duration_ms': 10,
        'sightglass.resource.transfer_size': 300,
        'sightglass.resource.sample_ratio': 1,
        'http.response.status_code': 200,
      },
    });
  });

  it('is one of the share that is told, and says which', () => {
    vi.spyOn(Math, 'random').mockReturnValueOnce(0.24).mockReturnValueOnce(0.25);
    begin({ sampleRatio: 0.25 });
    see([entryOf({ name: 'https://a/told' }), entryOf({ name: 'https://a/not' })]);
    expect(told().map(({ attributes }) => attributes['url.full'])).toEqual(['https://a/told']);
    expect(told()[0]?.attributes['sightglass.resource.sample_ratio']).toBe(0.25);
  });

  it('is told always where it failed or was slow, for itself alone', () => {
    begin({ sampleRatio: 0, slowMs: 500 });
    see([
      entryOf({ name: 'https://a/gone', responseStatus: 404 }),
      entryOf({ name: 'https://a/slow', duration: 501 }),
      entryOf({ name: 'https://a/fine', duration: 500, responseStatus: 399 }),
    ]);
    expect(told().map(({ attributes }) => attributes['url.full'])).toEqual(['https://a/gone', 'https://a/slow']);
    expect(told().map(({ attributes }) => attributes['sightglass.resource.sample_ratio'])).toEqual([1, 1]);
  });

  it('has no status where the browser keeps it from us', () => {
    begin({ sampleRatio: 1 });
    see([entryOf({ name: 'https://elsewhere/a', responseStatus: 0 })]);
    expect(told()[0]?.attributes['http.response.status_code']).toBeUndefined();
  });

  it('is not told where it is our own request, or came from no server', () => {
    begin({ sampleRatio: 1 });
    see(['http://receiver/own/v1/logs', 'data:,x', 'blob:https://a/1', 'https://a/b'].map((name) => entryOf({ name })));
    expect(told().map(({ attributes }) => attributes['url.full'])).toEqual(['https://a/b']);
  });

  it('is counted where a view has told a hundred; another view begins anew', () => {
    begin({ sampleRatio: 1 });
    see(Array.from({ length: 130 }, (_, i) => entryOf({ name: `https://a/${i}` })));
    expect(told()).toHaveLength(100);
    expect(page?.dropped).toBe(30);
    page?.beginView('spa');
    see([entryOf({ name: 'https://a/next' })]);
    expect(told()).toHaveLength(101);
  });
});

describe('in the browser', () => {
  it('those from before the start are told, and one that the server does not have', async () => {
    await fetch('/before-the-start.txt?secret=1');
    page = record(resources({ sampleRatio: 1 }));
    const image = new Image();
    image.src = '/no-such-picture.png';
    await vi.waitFor(() => {
      const found = told().map(({ attributes }) => [attributes['url.full'], attributes['sightglass.resource.kind']]);
      expect(found).toContainEqual([`${location.origin}/before-the-start.txt`, 'fetch']);
      expect(found.some(([, kind]) => kind === 'img')).toBe(true);
    }, 10_000);
  });
});
