import type { Capture } from '../../capture.ts';
import { measureVitals } from './measure.ts';
import { createReasons } from './reasons.ts';

/**
 * Core Web Vitals with their reasons: an event `browser.web_vital` for each of LCP, INP, CLS, FCP and TTFB of a view, as the browser measures
 * them; where it has soft navigations (Chromium 151), those of each route, too.
 *
 * LCP, FCP and TTFB are sent once. CLS and INP are sent whenever the page is hidden and they have changed: the last value of an
 * `browser.web_vital.id` counts.
 */
export function webVitals(): Capture {
  return { name: 'web_vitals', start: (page) => measureVitals(page, createReasons) };
}
