import type { Page } from '../../capture.ts';
import { loadEntry } from '../../page/load-entry.ts';
import type { Entry } from './entry.ts';
import { createTell } from './tell.ts';
import type { Reasons, Visit } from './tell.ts';
import { createMeasures } from './visit.ts';
import type { Measures } from './visit.ts';

/** Shorter events are not asked for: nobody feels them. */
const EVENT_MS = 40;

const TYPES = [
  'navigation',
  'paint',
  'largest-contentful-paint',
  'layout-shift',
  'event',
  'first-input',
  'soft-navigation',
];

/**
 * Measures vitals as https://web.dev/articles/vitals has them: of the load, of each return from the back/forward cache and, where the browser has
 * soft navigations, of each route.
 */
export function measureVitals(page: Page, reasonsOf?: (page: Page) => Reasons): void {
  // A worker has none.
  if (!('document' in globalThis)) return;
  const isHidden = document.visibilityState === 'hidden';
  // The browser keeps what happens until then.
  page.soon(() => measure(page, isHidden, reasonsOf));
}

function measure(page: Page, wasHidden: boolean, reasonsOf: ((page: Page) => Reasons) | undefined): void {
  const reasons = reasonsOf?.(page);
  const { type, activationStart: start = 0 } = loadEntry() ?? {};
  const tellOf = createTell(page, reasons);
  const begin = (visit: Visit): Measures => createMeasures(visit, tellOf(visit), reasons);
  let measures = begin({ type: loadType(type, start), start, isLoad: true });
  /** Those of a visit in which somebody did something. */
  let touched: Measures | undefined;
  let isSoft = false;
  /** What is painted later nobody waits for. */
  let hiddenAt = hiddenSince(start, wasHidden);

  const see = (entry: Entry): void => {
    const { startTime, largestContentfulPaint: largest } = entry;
    // Browsers that had it only on trial tell of soft navigations in another form.
    if (entry.getLargestInteractionContentfulPaint) {
      measures.end();
      hiddenAt = Infinity;
      const { name: url, interactionId: beganBy } = entry;
      measures = begin({ type: 'soft-navigation', start: startTime, url, beganBy });
      measures.shown(Math.max(0, (entry.presentationTime || entry.paintTime || 0) - startTime));
      const paint = entry.getLargestInteractionContentfulPaint();
      if (paint) see(paint);
      // Each click that paints something is such a paint: not asked for before there is a navigation that one may belong to.
      if (!isSoft) page.observe('interaction-contentful-paint', (paints) => paints.forEach(see));
      isSoft = true;
    } else if (!entry.entryType.endsWith('paint') || (largest?.renderTime ?? startTime) < hiddenAt) measures.see(entry);
  };
  page.observe(
    TYPES,
    // Of several types they come in no order.
    (entries) => entries.sort((a, b) => a.startTime + a.duration - b.startTime - b.duration).forEach(see),
    { durationThreshold: EVENT_MS },
  );
  for (const name of ['keydown', 'click'])
    page.listen(globalThis, name, ({ isTrusted }) => {
      if (!isTrusted || touched === measures) return;
      touched = measures;
      // Not while somebody waits for an answer; and what was painted before may not have been told yet.
      page.after(0, measures.settle);
    });
  page.on('leave', () => {
    measures.end();
    hiddenAt = Math.min(hiddenAt, performance.now());
  });
  page.listen(globalThis, 'pageshow', (event) => {
    if (!(event instanceof PageTransitionEvent && event.persisted)) return;
    const { timeStamp } = event;
    const restored = (measures = begin({ type: 'back-forward-cache', start: timeStamp }));
    hiddenAt = Infinity;
    const tell = page.guarded(() => restored.restored(performance.now() - timeStamp));
    requestAnimationFrame(() => requestAnimationFrame(tell));
  });
}

/** How the page was reached. */
function loadType(type: string = 'navigate', start: number): string {
  const { wasDiscarded }: Document & { readonly wasDiscarded?: boolean } = document;
  return start > 0 ? 'prerender' : wasDiscarded ? 'restore' : type.replace('_', '-');
}

/** When the page was hidden for the first time, in performance time; of one that was hidden, where the browser does not tell, always. */
function hiddenSince(start: number, wasHidden: boolean): number {
  const hidden = performance
    .getEntriesByType('visibility-state')
    .find(({ name, startTime }) => name === 'hidden' && startTime >= start);
  return hidden?.startTime ?? (wasHidden ? 0 : Infinity);
}
