import {
  ATTR_BROWSER_WEB_VITAL_DELTA,
  ATTR_BROWSER_WEB_VITAL_ID,
  ATTR_BROWSER_WEB_VITAL_NAME,
  ATTR_BROWSER_WEB_VITAL_NAVIGATION_TYPE,
  ATTR_BROWSER_WEB_VITAL_RATING,
  ATTR_BROWSER_WEB_VITAL_VALUE,
  EVENT_BROWSER_WEB_VITAL,
  SCOPE_BROWSER,
} from '@sightglass/api/semconv';
import type { Attributes, Scope } from '@sightglass/otlp';
import type { MetricType } from 'web-vitals';
import { attributesOfView } from '../../assemble/views.ts';
import type { Page, View } from '../../capture.ts';

const SCOPE: Scope = { name: `${SCOPE_BROWSER}/web-vitals` };
const MAX_VIEWS = 50;
/** The clock of the page may be read anew between the start of a view and that of its navigation. */
const TOLERANCE_MS = 5;

/** Takes a metric, and what is known of its reason. */
export type Report = (metric: MetricType, reason?: Attributes) => void;

/**
 * What sends the metrics of a page. A metric may be final long after its view: it goes to the view that it was measured in.
 *
 * Of a soft navigation no `ttfb` is sent, which is always 0 there: nothing was requested.
 */
export function reporter(page: Page): Report {
  const views: View[] = [page.view()];
  page.on('view', (view) => {
    views.push(view);
    // Without soft navigations, what is measured until the end belongs to the first.
    if (views.length > MAX_VIEWS) views.splice(1, 1);
  });

  const report: Report = (metric, reason) => {
    const { name, navigationType, navigationStartTime: since } = metric;
    const isSoft = navigationType === 'soft-navigation';
    if (isSoft && name === 'TTFB') return;
    const attributes = { ...attributesOfMetric(metric), ...reason };
    const { value } = metric;
    const send = (view: View): void => {
      // The others grow: which value is the last one shows in the time.
      const isPaint = name !== 'CLS' && name !== 'INP';
      const start = since ? page.timeOf(since) : view.start;
      page.addLog(SCOPE, {
        time: isPaint ? start + value : page.now(),
        eventName: EVENT_BROWSER_WEB_VITAL,
        attributes: { ...attributesOfView(view), ...attributes },
      });
    };
    const view = since ? viewSince(page.timeOf(since), isSoft ? metric.navigationURL : undefined) : views[0];
    // A page that comes back may tell its first metrics before it has begun a view.
    if (view || document.visibilityState === 'hidden') send(view ?? page.view());
    else page.after(0, () => send(page.view()));
  };
  return page.guarded(report);

  function viewSince(start: number, url: string | undefined): View | undefined {
    const later = views.filter((view) => view.start >= start - TOLERANCE_MS);
    const address = url && page.redact(url);
    return later.find((view) => view.url === address) ?? later[0];
  }
}

function attributesOfMetric({ name, value, delta, id, rating, navigationType }: MetricType): Attributes {
  return {
    [ATTR_BROWSER_WEB_VITAL_NAME]: name.toLowerCase(),
    [ATTR_BROWSER_WEB_VITAL_VALUE]: value,
    [ATTR_BROWSER_WEB_VITAL_DELTA]: delta,
    [ATTR_BROWSER_WEB_VITAL_ID]: id,
    [ATTR_BROWSER_WEB_VITAL_RATING]: rating,
    [ATTR_BROWSER_WEB_VITAL_NAVIGATION_TYPE]: navigationType,
  };
}
