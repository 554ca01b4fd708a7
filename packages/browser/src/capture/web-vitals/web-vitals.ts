import {
  ATTR_SIGHTGLASS_WEB_VITAL_ELEMENT,
  ATTR_SIGHTGLASS_WEB_VITAL_LOAD_STATE,
  ATTR_SIGHTGLASS_WEB_VITAL_PARTS,
  ATTR_SIGHTGLASS_WEB_VITAL_SCRIPT,
  ATTR_SIGHTGLASS_WEB_VITAL_URL,
} from '@sightglass/api/semconv';
import type { Attributes } from '@sightglass/otlp';
import { type MetricWithAttribution, onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals/attribution';
import type { Capture, Page } from '../../capture.ts';
import { reporter } from './report.ts';

/**
 * Core Web Vitals with their reasons: an event `browser.web_vital` for each of LCP, INP, CLS, FCP and TTFB of a view, as the browser measures
 * them; where it has soft navigations (Chromium 151), those of each route, too.
 *
 * LCP, FCP and TTFB are sent once. CLS and INP are sent whenever the page is hidden and they have changed: the last value of an
 * `browser.web_vital.id` counts.
 */
export function webVitals(): Capture {
  return {
    name: 'web_vitals',
    start(page) {
      // A worker has none.
      if (!('document' in globalThis)) return;
      const report = reporter(page);
      const tell = page.guarded((metric: MetricWithAttribution) => report(metric, reasonOf(page, metric)));
      for (const onMetric of [onTTFB, onFCP, onLCP, onCLS]) onMetric(tell, { reportSoftNavs: true });
      onINP(tell, { reportSoftNavs: true, reportAllChanges: true });
    },
  };
}

/** By what element, file or script, in which state of the page, and what the time went by in. */
function reasonOf(page: Page, { name, attribution }: MetricWithAttribution): Attributes {
  switch (name) {
    case 'LCP':
      return {
        [ATTR_SIGHTGLASS_WEB_VITAL_ELEMENT]: attribution.target,
        // Not a picture that is its own address.
        [ATTR_SIGHTGLASS_WEB_VITAL_URL]: attribution.url?.startsWith('http') ? page.redact(attribution.url) : undefined,
        [ATTR_SIGHTGLASS_WEB_VITAL_PARTS]: {
          ttfb: attribution.timeToFirstByte,
          load_delay: attribution.resourceLoadDelay,
          load: attribution.resourceLoadDuration,
          render_delay: attribution.elementRenderDelay,
        },
      };
    case 'INP': {
      const script = attribution.longestScript?.entry.sourceURL;
      return {
        [ATTR_SIGHTGLASS_WEB_VITAL_ELEMENT]: attribution.interactionTarget,
        [ATTR_SIGHTGLASS_WEB_VITAL_LOAD_STATE]: attribution.loadState,
        [ATTR_SIGHTGLASS_WEB_VITAL_SCRIPT]: script && page.redact(script),
        [ATTR_SIGHTGLASS_WEB_VITAL_PARTS]: {
          input_delay: attribution.inputDelay,
          processing: attribution.processingDuration,
          presentation: attribution.presentationDelay,
        },
      };
    }
    case 'CLS':
      return {
        [ATTR_SIGHTGLASS_WEB_VITAL_ELEMENT]: attribution.largestShiftTarget,
        [ATTR_SIGHTGLASS_WEB_VITAL_LOAD_STATE]: attribution.loadState,
      };
    case 'FCP':
      return { [ATTR_SIGHTGLASS_WEB_VITAL_LOAD_STATE]: attribution.loadState };
    default:
      return {
        [ATTR_SIGHTGLASS_WEB_VITAL_PARTS]: {
          waiting: attribution.waitingDuration,
          cache: attribution.cacheDuration,
          dns: attribution.dnsDuration,
          connect: attribution.connectionDuration,
          request: attribution.requestDuration,
        },
      };
  }
}
