import {
  ATTR_SIGHTGLASS_WEB_VITAL_ELEMENT,
  ATTR_SIGHTGLASS_WEB_VITAL_LOAD_STATE,
  ATTR_SIGHTGLASS_WEB_VITAL_PARTS,
  ATTR_SIGHTGLASS_WEB_VITAL_SCRIPT,
  ATTR_SIGHTGLASS_WEB_VITAL_URL,
} from '@sightglass/api/semconv';
import { pathOf } from '@sightglass/errors/browser/internal';
import type { Page } from '../../capture.ts';
import { loadEntry } from '../../page/load-entry.ts';
import type { Entry } from './entry.ts';
import { createFrames } from './frames.ts';
import type { Reasons } from './tell.ts';

/** Resources that are remembered: the browser's own list ends at 250. */
const MAX_RESOURCES = 50;

/** By what element, file or script, in which state of the page, and what the time went by in. */
export function createReasons(page: Page): Reasons {
  const frames = createFrames(page);
  let resources: Entry[] = [];
  page.observe('resource', (entries) => {
    resources = [...resources, ...entries].slice(-MAX_RESOURCES);
  });
  /** The file that was painted. */
  const resourceOf = ({ url, startTime }: Entry): Entry | undefined => {
    const isIt = (one: Entry): boolean => one.name === url && (one.requestStart || one.startTime) <= startTime;
    return resources.findLast(isIt) ?? performance.getEntriesByType('resource').findLast(isIt);
  };

  return {
    see: frames.see,
    placeOf({ element, target, targetSelector, id, sources = [] }) {
      const nodes = [element, target, ...sources.map(({ node }) => node)].filter((node) => node instanceof Node);
      const found = nodes.find((node) => node instanceof Element) ?? nodes[0]?.parentElement;
      return found ? pathOf(found) : (targetSelector ?? (id && `#${id}`));
    },
    of(name, value, { entry, place }, { start, isLoad }) {
      const since = (time = 0): number => Math.max(0, time - start);
      if (name === 'lcp') {
        const { url } = entry ?? {};
        const resource = entry && url ? resourceOf(entry) : undefined;
        const ttfb = isLoad ? since(loadEntry()?.responseStart) : 0;
        const requested = Math.max(ttfb, since(resource?.requestStart || resource?.startTime));
        // A film goes on loading after its first picture.
        const loaded = Math.min(value, Math.max(requested, since(resource?.responseEnd)));
        return {
          [ATTR_SIGHTGLASS_WEB_VITAL_ELEMENT]: place,
          // Not a picture that is its own address.
          [ATTR_SIGHTGLASS_WEB_VITAL_URL]: url?.startsWith('http') ? page.redact(url) : undefined,
          [ATTR_SIGHTGLASS_WEB_VITAL_PARTS]: {
            ttfb,
            load_delay: requested - ttfb,
            load: loaded - requested,
            render_delay: value - loaded,
          },
        };
      }
      if (name === 'ttfb') {
        const waited = since(entry?.workerStart || entry?.fetchStart);
        const dns = since(entry?.domainLookupStart);
        const connect = since(entry?.connectStart);
        const connected = since(entry?.connectEnd);
        return {
          [ATTR_SIGHTGLASS_WEB_VITAL_PARTS]: {
            waiting: waited,
            cache: dns - waited,
            dns: connect - dns,
            connect: connected - connect,
            request: value - connected,
          },
        };
      }
      const { parts, script } = name === 'inp' ? frames.courseOf(entry, value) : {};
      return {
        [ATTR_SIGHTGLASS_WEB_VITAL_ELEMENT]: place,
        // Where nothing shifted there is no time of it.
        [ATTR_SIGHTGLASS_WEB_VITAL_LOAD_STATE]:
          entry || name !== 'cls' ? loadStateOf(entry?.startTime ?? start) : undefined,
        [ATTR_SIGHTGLASS_WEB_VITAL_SCRIPT]: script && page.redact(script),
        [ATTR_SIGHTGLASS_WEB_VITAL_PARTS]: parts,
      };
    },
  };
}

/** How far the page had been loaded at a performance time. */
function loadStateOf(time: number): string {
  const { domInteractive = 0, domContentLoadedEventStart = 0, domComplete = 0 } = loadEntry() ?? {};
  const isAfter = (event: number): boolean => event > 0 && time >= event;
  if (!isAfter(domInteractive)) return 'loading';
  if (!isAfter(domContentLoadedEventStart)) return 'dom-interactive';
  return isAfter(domComplete) ? 'complete' : 'dom-content-loaded';
}
