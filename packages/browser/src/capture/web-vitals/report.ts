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
  const viewOf = createViewOf(page);
  const send = (metric: MetricType, reason: Attributes | undefined, delta: number): void => {
    const { name, value, navigationStartTime: since } = metric;
    const attributes = { ...attributesOfMetric(metric, delta), ...reason };
    const sendOf = (view: View): void => {
      const start = since ? page.timeOf(since) : view.start;
      page.addLog(SCOPE, {
        // The others grow: which value is the last one shows in the time.
        time: name === 'CLS' || name === 'INP' ? page.now() : start + value,
        eventName: EVENT_BROWSER_WEB_VITAL,
        attributes: { ...attributesOfView(view), ...attributes },
      });
    };
    const view = viewOf(metric);
    // A page that comes back may tell its first metrics before it has begun a view.
    if (view || document.visibilityState === 'hidden') sendOf(view ?? page.view());
    else page.after(0, () => sendOf(page.view()));
  };
  const interactions = createInteractions(page, send);

  return page.guarded((metric, reason) => {
    const { name, delta, navigationType } = metric;
    if (name === 'INP') interactions(metric, reason);
    else if (name !== 'TTFB' || navigationType !== 'soft-navigation') send(metric, reason, delta);
  });
}

/**
 * INP, sent when its view is over or the page is left. web-vitals 6.2 does not tell, when a page is hidden, of interactions that it has heard of
 * but not looked at yet: of the last second on a busy page. So it tells of every change, the last of which counts.
 */
function createInteractions(
  page: Page,
  send: (metric: MetricType, reason: Attributes | undefined, delta: number) => void,
): Report {
  let sent: Pick<MetricType, 'id' | 'value'> | undefined;
  let pending: { metric: MetricType; reason: Attributes | undefined } | undefined;
  const sendPending = (): void => {
    if (!pending) return;
    const { metric, reason } = pending;
    pending = undefined;
    const delta = metric.value - (sent?.id === metric.id ? sent.value : 0);
    sent = { id: metric.id, value: metric.value };
    send(metric, reason, delta);
  };
  page.on('leave', sendPending);
  return (metric, reason) => {
    if (pending?.metric.id !== metric.id) sendPending();
    pending = { metric, reason };
  };
}

/** Finds the view that a metric was measured in, where it has begun. */
function createViewOf(page: Page): (metric: MetricType) => View | undefined {
  const views: View[] = [page.view()];
  page.on('view', (view) => {
    views.push(view);
    // Without soft navigations, what is measured until the end belongs to the first.
    if (views.length > MAX_VIEWS) views.splice(1, 1);
  });
  return ({ navigationType, navigationURL, navigationStartTime: since }) => {
    if (!since) return views[0];
    const start = page.timeOf(since) - TOLERANCE_MS;
    const later = views.filter((view) => view.start >= start);
    const url = navigationType === 'soft-navigation' && navigationURL && page.redact(navigationURL);
    return later.find((view) => view.url === url) ?? later[0];
  };
}

function attributesOfMetric({ name, value, id, rating, navigationType }: MetricType, delta: number): Attributes {
  return {
    [ATTR_BROWSER_WEB_VITAL_NAME]: name.toLowerCase(),
    [ATTR_BROWSER_WEB_VITAL_VALUE]: value,
    [ATTR_BROWSER_WEB_VITAL_DELTA]: delta,
    [ATTR_BROWSER_WEB_VITAL_ID]: id,
    [ATTR_BROWSER_WEB_VITAL_RATING]: rating,
    [ATTR_BROWSER_WEB_VITAL_NAVIGATION_TYPE]: navigationType,
  };
}
