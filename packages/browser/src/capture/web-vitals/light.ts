import type { Capture } from '../../capture.ts';
import { measureVitals } from './measure.ts';

/** Core Web Vitals as `webVitals` sends them, without what made them so: a smaller program. */
export function webVitalsLight(): Capture {
  return { name: 'web_vitals', start: (page) => measureVitals(page) };
}
