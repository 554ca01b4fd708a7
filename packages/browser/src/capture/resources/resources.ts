import {
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SIGHTGLASS_RESOURCE_DURATION_MS,
  ATTR_SIGHTGLASS_RESOURCE_KIND,
  ATTR_SIGHTGLASS_RESOURCE_SAMPLE_RATIO,
  ATTR_SIGHTGLASS_RESOURCE_TRANSFER_SIZE,
  ATTR_URL_FULL,
  EVENT_BROWSER_RESOURCE_TIMING,
  SCOPE_BROWSER,
} from '@sightglass/api/semconv';
import type { Scope } from '@sightglass/otlp';
import type { Capture, Page } from '../../capture.ts';
import { createIsOwn } from '../../page/own.ts';

const SCOPE: Scope = { name: `${SCOPE_BROWSER}/resources` };
const MAX_PER_VIEW = 100;

/** What {@link resources} may be told. */
export interface ResourcesOptions {
  /** Share of resources that are told although nothing was wrong with them, 0 to 1. Default 0.1. */
  readonly sampleRatio?: number;
  /** A resource that took longer is told always. Milliseconds. Default 1000. */
  readonly slowMs?: number;
}

/**
 * Files and calls that the page loads, an event `browser.resource_timing` each: a share of all; always those that were answered by 400 or more,
 * and the slow ones. At most 100 a view; the rest is counted. What no server answered is told by its element: `sightglass.resource.failed`.
 */
export function resources({ sampleRatio = 0.1, slowMs = 1000 }: ResourcesOptions = {}): Capture {
  return {
    name: 'resources',
    start(page) {
      const isOwn = createIsOwn(page.endpoint);
      let left = MAX_PER_VIEW;
      page.on('view', () => (left = MAX_PER_VIEW));
      const see = (entry: PerformanceResourceTiming): void => {
        // Asked for every resource of every page: whatever costs more comes after.
        const isOdd = entry.duration > slowMs || entry.responseStatus >= 400;
        if (!isOdd && Math.random() >= sampleRatio) return;
        if (!/^https?:/.test(entry.name) || isOwn(entry.name)) return;
        if (--left < 0) page.countDropped('logs', 'budget', 1);
        else tell(page, entry, isOdd ? 1 : sampleRatio);
      };
      page.observe('resource', (entries) => {
        for (const entry of entries) if (entry instanceof PerformanceResourceTiming) see(entry);
      });
    },
  };
}

function tell(page: Page, entry: PerformanceResourceTiming, ratio: number): void {
  page.addLog(SCOPE, {
    time: page.timeOf(entry.startTime),
    eventName: EVENT_BROWSER_RESOURCE_TIMING,
    attributes: {
      [ATTR_URL_FULL]: page.redact(entry.name),
      [ATTR_SIGHTGLASS_RESOURCE_KIND]: entry.initiatorType,
      [ATTR_SIGHTGLASS_RESOURCE_DURATION_MS]: entry.duration,
      [ATTR_SIGHTGLASS_RESOURCE_TRANSFER_SIZE]: entry.transferSize,
      [ATTR_SIGHTGLASS_RESOURCE_SAMPLE_RATIO]: ratio,
      // Not told of other origins, unless they allow it.
      [ATTR_HTTP_RESPONSE_STATUS_CODE]: entry.responseStatus || undefined,
    },
  });
}
