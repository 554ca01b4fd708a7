/** What happened in a session, as its timeline shows it. */
import {
  ATTR_BROWSER_WEB_VITAL_RATING,
  ATTR_ERROR_TYPE,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_SIGHTGLASS_CLICK_KIND,
  EVENT_SESSION_END,
} from '@sightglass/api/semconv';
import type { SessionEvent } from '../../../ask/types.ts';
import { msOfNanos } from '../../../parts/time.ts';

/** What the timeline can be narrowed to. */
export type Lane = 'page' | 'error' | 'request' | 'vital' | 'click' | 'other';

/** How bad it was: an error of the page, something that went wrong for the person, or neither. */
export type Trouble = 'error' | 'warn' | null;

export interface Moment {
  readonly uid: string;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly lane: Lane;
  readonly trouble: Trouble;
  /** What it is, in a word: `page`, `rage click`. */
  readonly word: string;
  readonly title: string;
  readonly event: SessionEvent;
}

const LANES: Readonly<Record<string, Lane>> = {
  page: 'page',
  error: 'error',
  request: 'request',
  vital: 'vital',
  click: 'click',
};

/** From here on a severity is an error, as OpenTelemetry numbers them. */
const SEVERITY_ERROR = 17;
const FIRST_FAILED_STATUS = 400;

export function momentsOf(events: readonly SessionEvent[]): Moment[] {
  const moments = events
    .map((event): Moment => {
      const trouble = troubleOf(event);
      const word = wordOf(event);
      return {
        uid: event.uid,
        atMs: msOfNanos(event.timeUnixNano),
        lane: LANES[event.kind] ?? 'other',
        trouble,
        word,
        // Said once is enough.
        title: event.title.startsWith(`${word}: `) ? event.title.slice(word.length + 2) : event.title,
        event,
      };
    })
    .sort((a, b) => a.atMs - b.atMs);
  const end = moments.findLastIndex(({ event }) => isEnd(event));
  return moments.filter(({ event }, at) => at === end || !isEnd(event));
}

/** A page that is left cannot know whether another follows: each tells of an end, and the last is the one. */
function isEnd({ kind, title }: SessionEvent): boolean {
  return kind === 'event' && title === EVENT_SESSION_END;
}

function wordOf({ kind, attributes }: SessionEvent): string {
  const clickKind = attributes[ATTR_SIGHTGLASS_CLICK_KIND] ?? '';
  if (kind === 'click' && clickKind !== '' && clickKind !== 'click') return `${clickKind} click`;
  return kind === 'frame' ? 'slow frame' : kind;
}

function troubleOf({ kind, severityNumber, attributes }: SessionEvent): Trouble {
  if (kind === 'error' || severityNumber >= SEVERITY_ERROR) return 'error';
  if (kind === 'request') return hasFailed(attributes) ? 'error' : null;
  if (kind === 'vital') return attributes[ATTR_BROWSER_WEB_VITAL_RATING] === 'poor' ? 'warn' : null;
  const clickKind = attributes[ATTR_SIGHTGLASS_CLICK_KIND];
  return kind === 'click' && (clickKind === 'rage' || clickKind === 'dead' || clickKind === 'error') ? 'warn' : null;
}

function hasFailed(attributes: SessionEvent['attributes']): boolean {
  const status = Number(attributes[ATTR_HTTP_RESPONSE_STATUS_CODE] ?? 0);
  return status >= FIRST_FAILED_STATUS || (attributes[ATTR_ERROR_TYPE] ?? '') !== '';
}

/** Index of the last moment at or before a time; −1 before the first. */
export function momentAt(moments: readonly Moment[], atMs: number): number {
  let low = 0;
  let high = moments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (moments[middle]!.atMs <= atMs) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The next (1) or the last (−1) error from a time on; undefined where there is none. */
export function errorFrom(moments: readonly Moment[], atMs: number, direction: 1 | -1): Moment | undefined {
  const isError = ({ trouble, atMs: at }: Moment): boolean => trouble === 'error' && (at - atMs) * direction > 0;
  return direction === 1 ? moments.find(isError) : moments.findLast(isError);
}
