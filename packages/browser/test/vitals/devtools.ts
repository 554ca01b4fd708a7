import type { CDPSession, Page } from 'playwright';
import { until } from '../../../../test/kit/until.ts';
import { type Shift, type Vitals, scoreOf } from './seen.ts';

/** What the DevTools protocol tells of one load. https://chromedevtools.github.io/devtools-protocol/tot/PerformanceTimeline/ */
export interface DevTools {
  /** Vitals of the load so far. @param timeOrigin when the page began, milliseconds since the Unix epoch */
  vitals(timeOrigin: number): Promise<Vitals>;
  /** Types of events that the page's window and document listen to. */
  listeners(): Promise<{ window: string[]; document: string[] }>;
}

/** What of the protocol's messages is looked at. Times in seconds. */
interface TimelineEvent {
  readonly time: number;
  readonly lcpDetails?: { readonly renderTime: number; readonly loadTime: number };
  readonly layoutShiftDetails?: { readonly value: number; readonly hadRecentInput: boolean };
}

/** Begins to look, before the page is loaded. */
export async function openDevTools(page: Page): Promise<DevTools> {
  const session = await page.context().newCDPSession(page);
  const shifts: Shift[] = [];
  let lcp = Number.NaN;
  let firstPaint = Number.NaN;
  let firstByte = Number.NaN;
  session.on('PerformanceTimeline.timelineEventAdded', (message) => {
    const { time, lcpDetails, layoutShiftDetails } = message.event as TimelineEvent;
    if (lcpDetails) lcp = (lcpDetails.renderTime || lcpDetails.loadTime) * 1000;
    if (layoutShiftDetails) shifts.push({ startTime: time * 1000, ...layoutShiftDetails });
  });
  session.on('Page.lifecycleEvent', ({ name, timestamp }) => {
    if (name === 'firstContentfulPaint') firstPaint = timestamp * 1000;
  });
  session.on('Network.responseReceived', ({ type, response: { timing } }) => {
    if (type === 'Document' && timing)
      firstByte = timing.requestTime * 1000 + (timing.receiveHeadersStart ?? Number.NaN);
  });
  await session.send('Network.enable');
  await session.send('Page.enable');
  await session.send('Page.setLifecycleEventsEnabled', { enabled: true });
  await session.send('Performance.enable');
  await session.send('PerformanceTimeline.enable', { eventTypes: ['largest-contentful-paint', 'layout-shift'] });
  return {
    async vitals(timeOrigin) {
      const { metrics } = await session.send('Performance.getMetrics');
      const start = (metrics.find(({ name }) => name === 'NavigationStart')?.value ?? Number.NaN) * 1000;
      const told = (): Vitals => ({
        ttfb: firstByte - start,
        fcp: firstPaint - start,
        lcp: lcp - timeOrigin,
        cls: scoreOf(shifts),
      });
      // It tells in its own time.
      return until(10_000, () => (Object.values(told()).some(Number.isNaN) ? undefined : told()), 'DevTools');
    },
    async listeners() {
      await session.send('DOM.enable');
      return { window: await listenersOf(session, 'window'), document: await listenersOf(session, 'document') };
    },
  };
}

async function listenersOf(session: CDPSession, expression: string): Promise<string[]> {
  const { result } = await session.send('Runtime.evaluate', { expression });
  const { listeners } = await session.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
  return [...new Set(listeners.map(({ type }) => type))];
}
