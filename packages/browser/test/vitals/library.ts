import type { MetricWithAttribution } from 'web-vitals/attribution';

/** What Google's library `web-vitals` tells of one metric, under the names of our attributes. */
export interface LibraryVital {
  /** Path of the page that it was measured on. */
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly value: number;
  readonly rating: string;
  readonly element?: string | undefined;
  readonly url?: string | undefined;
  readonly load_state?: string | undefined;
  readonly script?: string | undefined;
  readonly parts?: Readonly<Record<string, number>> | undefined;
}

/** For the program of a page: has the library measure it, too, and tells the site when the page is left. */
export const LIBRARY_PROGRAM: string = `
  import { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals/attribution';
  import { pathOf } from '@sightglass/errors/browser/internal';
  const told = new Map();
  const address = new URL('library', location.href).href;
  const reportSoftNavs = true;
  const generateTarget = (node) => pathOf(node instanceof Element ? node : node.parentElement);
  const keep = ({ id, name, value, rating, navigationType, navigationURL, attribution }) => {
    const known = { ...attribution };
    // Entries hold elements, and all else that was measured.
    for (const key of Object.keys(known)) if (Object(known[key]) === known[key]) delete known[key];
    const sourceURL = attribution.longestScript?.entry.sourceURL;
    if (sourceURL) known.longestScript = { entry: { sourceURL } };
    told.set(id, { name, value, rating, navigationType, navigationURL, attribution: known });
  };
  for (const onMetric of [onTTFB, onFCP, onLCP, onCLS]) onMetric(keep, { reportSoftNavs, generateTarget });
  // When a page is hidden it may not have looked at the last interactions yet, and tells nobody: so each of them.
  onINP(keep, { reportSoftNavs, generateTarget, reportAllChanges: true });
  // The library listens while the event comes down.
  addEventListener('visibilitychange', () => navigator.sendBeacon(address, JSON.stringify([...told.values()])));`;

/** What the library told, in our words. */
export function vitalsOf(told: readonly MetricWithAttribution[]): LibraryVital[] {
  return (
    told
      // Of a soft navigation it is always 0: nothing was requested.
      .filter(({ name, navigationType }) => name !== 'TTFB' || navigationType !== 'soft-navigation')
      .map((metric) => ({
        path: new URL(metric.navigationURL ?? '').pathname,
        name: metric.name.toLowerCase(),
        type: metric.navigationType,
        value: metric.value,
        rating: metric.rating,
        ...reasonOf(metric),
      }))
  );
}

function reasonOf({ name, attribution }: MetricWithAttribution): Partial<LibraryVital> {
  switch (name) {
    case 'LCP':
      return {
        element: attribution.target,
        url: attribution.url,
        parts: {
          ttfb: attribution.timeToFirstByte,
          load_delay: attribution.resourceLoadDelay,
          load: attribution.resourceLoadDuration,
          render_delay: attribution.elementRenderDelay,
        },
      };
    case 'INP':
      return {
        element: attribution.interactionTarget,
        load_state: attribution.loadState,
        script: attribution.longestScript?.entry.sourceURL,
        parts: {
          input_delay: attribution.inputDelay,
          processing: attribution.processingDuration,
          presentation: attribution.presentationDelay,
        },
      };
    case 'CLS':
      return { element: attribution.largestShiftTarget, load_state: attribution.loadState };
    case 'FCP':
      return { load_state: attribution.loadState };
    default:
      return {
        parts: {
          waiting: attribution.waitingDuration,
          cache: attribution.cacheDuration,
          dns: attribution.dnsDuration,
          connect: attribution.connectionDuration,
          request: attribution.requestDuration,
        },
      };
  }
}
