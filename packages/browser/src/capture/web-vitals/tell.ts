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
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import type { Attributes, Scope } from '@sightglass/otlp';
import { attributesOfView } from '../../assemble/views.ts';
import type { Page, View } from '../../capture.ts';
import type { Entry } from './entry.ts';

const SCOPE: Scope = { name: `${SCOPE_BROWSER}/web-vitals` };
const MAX_VIEWS = 50;
/** The clock of the page may be read anew between the start of a view and that of its navigation. */
const TOLERANCE_MS = 5;
/** Up to the first a value is good, above the second it is poor. Milliseconds; of `cls` a score. https://web.dev/articles/vitals#core-web-vitals */
const LIMITS = { ttfb: [800, 1800], fcp: [1800, 3000], lcp: [2500, 4000], cls: [0.1, 0.25], inp: [200, 500] } as const;

/** What is measured. */
export type VitalName = keyof typeof LIMITS;

/** What is measured together: a load, a return from the back/forward cache, a soft navigation. */
export interface Visit {
  /** As in `browser.web_vital.navigation_type`. */
  readonly type: string;
  /** Performance time at which whoever came began to wait. */
  readonly start: number;
  readonly isLoad?: boolean;
  /** Address that a soft navigation went to, and id of the interaction that began it. */
  readonly url?: string;
  readonly beganBy?: number | undefined;
}

/** What a value was measured at. */
export interface Cause {
  readonly entry?: Entry | undefined;
  /** Where that lies in the page. */
  readonly place?: string | undefined;
}

/** Finds out what made a value what it is. */
export interface Reasons {
  /** Where in the page an entry belongs: asked when the browser tells of it, as later it may be gone. */
  placeOf(entry: Entry): string | undefined;
  /** Sees every event that took long. */
  readonly see: (event: Entry) => void;
  /** What is told of a value. */
  of(name: VitalName, value: number, cause: Cause, visit: Visit): Attributes;
}

/** Tells a value of a visit, unless it is the one that was told last. */
export type Tell = (name: VitalName, value: number, cause?: Cause) => void;

/** What makes, for each visit, the function that sends its vitals: in the view that they were measured in, however late. */
export function createTell(page: Page, reasons: Reasons | undefined): (visit: Visit) => Tell {
  const views = [page.view()];
  page.on('view', (view) => {
    views.push(view);
    // Without soft navigations, what is measured until the end belongs to the first.
    if (views.length > MAX_VIEWS) views.splice(1, 1);
  });
  const viewOf = ({ start, url, isLoad }: Visit): View | undefined => {
    if (isLoad) return views[0];
    const later = views.filter((view) => view.start >= page.timeOf(start) - TOLERANCE_MS);
    const address = url && page.redact(url);
    return later.find((view) => view.url === address) ?? later[0];
  };

  return (visit) => {
    const id = createUuidV7(Date.now());
    const told: Partial<Record<VitalName, number>> = {};
    return (name, value, cause = {}) => {
      const before = told[name];
      if (value === before) return;
      const [good, poor] = LIMITS[name];
      page.addLog(SCOPE, {
        // These grow: which value is the last one shows in the time.
        time: name === 'cls' || name === 'inp' ? page.now() : page.timeOf(visit.start + value),
        eventName: EVENT_BROWSER_WEB_VITAL,
        attributes: {
          ...attributesOfView(viewOf(visit) ?? page.view()),
          [ATTR_BROWSER_WEB_VITAL_NAME]: name,
          [ATTR_BROWSER_WEB_VITAL_VALUE]: value,
          [ATTR_BROWSER_WEB_VITAL_DELTA]: value - (before ?? 0),
          [ATTR_BROWSER_WEB_VITAL_ID]: `${id}-${name}`,
          [ATTR_BROWSER_WEB_VITAL_RATING]: value > poor ? 'poor' : value > good ? 'needs-improvement' : 'good',
          [ATTR_BROWSER_WEB_VITAL_NAVIGATION_TYPE]: visit.type,
          ...reasons?.of(name, value, cause, visit),
        },
      });
      told[name] = value;
    };
  };
}
