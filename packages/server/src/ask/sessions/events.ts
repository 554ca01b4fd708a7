import {
  ATTR_APP_WIDGET_ID,
  ATTR_APP_WIDGET_NAME,
  ATTR_BROWSER_WEB_VITAL_NAME,
  ATTR_BROWSER_WEB_VITAL_VALUE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_ERROR_TYPE,
  ATTR_SIGHTGLASS_ANIMATION_FRAME_DURATION_MS,
  ATTR_SIGHTGLASS_CLICK_KIND,
  ATTR_SIGHTGLASS_CSP_BLOCKED_URL,
  ATTR_SIGHTGLASS_CSP_DIRECTIVE,
  ATTR_SIGHTGLASS_NAVIGATION_LOAD_MS,
  ATTR_SIGHTGLASS_REPORT_KIND,
  ATTR_SIGHTGLASS_RESOURCE_DURATION_MS,
  ATTR_URL_FULL,
  ATTR_URL_PATH,
  EVENT_APP_WIDGET_CLICK,
  EVENT_BROWSER_LONG_ANIMATION_FRAME,
  EVENT_BROWSER_NAVIGATION,
  EVENT_BROWSER_NAVIGATION_TIMING,
  EVENT_BROWSER_RESOURCE_TIMING,
  EVENT_BROWSER_WEB_VITAL,
  EVENT_EXCEPTION,
  EVENT_SIGHTGLASS_CONSOLE,
  EVENT_SIGHTGLASS_CSP_VIOLATION,
  EVENT_SIGHTGLASS_REPORT,
  EVENT_SIGHTGLASS_REQUEST_FAILED,
  EVENT_SIGHTGLASS_RESOURCE_FAILED,
} from '@sightglass/api/semconv';

/** What an event of a session is about. */
export const EVENT_KINDS = [
  'page',
  'error',
  'request',
  'vital',
  'click',
  'frame',
  'resource',
  'report',
  'console',
  'event',
  'log',
] as const;

/** One of {@link EVENT_KINDS}. */
export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that happened in a session. */
export interface SessionEvent {
  uid: string;
  timeUnixNano: string;
  kind: EventKind;
  /** In one line. */
  title: string;
  /** How long it took; `null` for what took no time. */
  durationMs: number | null;
  severityNumber: number;
  service: string;
  traceId: string;
  spanId: string;
  attributes: Record<string, string>;
}

/** A log record or span as the tables answer it. */
export interface TimelineRow {
  uid: string;
  timeUnixNano: string;
  /** Name of the event or of the span. */
  name: string;
  durationNano: string;
  severityNumber: number;
  service: string;
  body: string;
  traceId: string;
  spanId: string;
  attributes: Record<string, string>;
}

/** What the reader is told of a record, beside what all have. */
interface Told {
  readonly kind: EventKind;
  readonly title: string;
  /** Milliseconds as the attribute has them. */
  readonly duration?: string | undefined;
}

type Teller = (attribute: (key: string) => string, body: string) => Told;

/** Events that have words of their own. */
const TELLERS: Readonly<Record<string, Teller>> = {
  [EVENT_BROWSER_NAVIGATION]: (of) => ({ kind: 'page', title: of(ATTR_URL_PATH) || pathOf(of(ATTR_URL_FULL)) }),
  [EVENT_BROWSER_NAVIGATION_TIMING]: (of) => ({
    kind: 'resource',
    title: of(ATTR_URL_PATH) || pathOf(of(ATTR_URL_FULL)),
    duration: of(ATTR_SIGHTGLASS_NAVIGATION_LOAD_MS),
  }),
  [EVENT_EXCEPTION]: (of, body) => ({
    kind: 'error',
    title: joined(': ', of(ATTR_EXCEPTION_TYPE), of(ATTR_EXCEPTION_MESSAGE) || body),
  }),
  [EVENT_SIGHTGLASS_REQUEST_FAILED]: (of) => ({ kind: 'request', title: requestTitle(of) }),
  [EVENT_BROWSER_WEB_VITAL]: tellVital,
  [EVENT_APP_WIDGET_CLICK]: (of) => ({
    kind: 'click',
    title: joined(' click: ', of(ATTR_SIGHTGLASS_CLICK_KIND), of(ATTR_APP_WIDGET_NAME) || of(ATTR_APP_WIDGET_ID)),
  }),
  [EVENT_BROWSER_LONG_ANIMATION_FRAME]: (of) => ({
    kind: 'frame',
    title: 'Long animation frame',
    duration: of(ATTR_SIGHTGLASS_ANIMATION_FRAME_DURATION_MS),
  }),
  [EVENT_BROWSER_RESOURCE_TIMING]: (of) => ({
    kind: 'resource',
    title: pathOf(of(ATTR_URL_FULL)),
    duration: of(ATTR_SIGHTGLASS_RESOURCE_DURATION_MS),
  }),
  [EVENT_SIGHTGLASS_RESOURCE_FAILED]: (of) => ({
    kind: 'resource',
    title: joined(' ', pathOf(of(ATTR_URL_FULL)), 'did not load'),
  }),
  [EVENT_SIGHTGLASS_CSP_VIOLATION]: (of) => ({
    kind: 'report',
    title: joined(' blocked ', of(ATTR_SIGHTGLASS_CSP_DIRECTIVE), of(ATTR_SIGHTGLASS_CSP_BLOCKED_URL)),
  }),
  [EVENT_SIGHTGLASS_REPORT]: (of, body) => ({
    kind: 'report',
    title: joined(': ', of(ATTR_SIGHTGLASS_REPORT_KIND), body),
  }),
  [EVENT_SIGHTGLASS_CONSOLE]: (_, body) => ({ kind: 'console', title: body }),
};

/** A log record as an event of its session. */
export function eventOfRecord(row: TimelineRow): SessionEvent {
  const attribute = (key: string): string => row.attributes[key] ?? '';
  const teller = Object.hasOwn(TELLERS, row.name) ? TELLERS[row.name] : undefined;
  const told: Told = teller?.(attribute, row.body) ?? {
    kind: row.name === '' ? 'log' : 'event',
    title: row.name || row.body,
  };
  return eventOf(row, told.kind, told.title, told.duration ? Number(told.duration) : null);
}

/** A span of a request as an event of its session. */
export function eventOfSpan(row: TimelineRow): SessionEvent {
  return eventOf(
    row,
    'request',
    requestTitle((key) => row.attributes[key] ?? '') || row.name,
    Number(row.durationNano) / 1e6,
  );
}

/** Longer titles are cut. */
const MAX_TITLE = 300;

function eventOf(row: TimelineRow, kind: EventKind, title: string, durationMs: number | null): SessionEvent {
  const { uid, timeUnixNano, name, severityNumber, service, traceId, spanId, attributes } = row;
  return {
    uid,
    timeUnixNano,
    kind,
    title: (title || name).slice(0, MAX_TITLE),
    durationMs: durationMs !== null && durationMs >= 0 && Number.isFinite(durationMs) ? durationMs : null,
    severityNumber,
    service,
    traceId,
    spanId,
    attributes,
  };
}

function tellVital(of: (key: string) => string): Told {
  const name = of(ATTR_BROWSER_WEB_VITAL_NAME);
  const value = of(ATTR_BROWSER_WEB_VITAL_VALUE);
  // The shift of the layout is a score, all others are times.
  if (name === 'cls') return { kind: 'vital', title: `CLS ${Number(Number(value).toFixed(3))}` };
  return { kind: 'vital', title: name.toUpperCase(), duration: value };
}

function requestTitle(of: (key: string) => string): string {
  const outcome = of(ATTR_HTTP_RESPONSE_STATUS_CODE) || of(ATTR_ERROR_TYPE);
  return joined(' ', of(ATTR_HTTP_REQUEST_METHOD), pathOf(of(ATTR_URL_FULL)), outcome);
}

function joined(by: string, ...parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(by);
}

/** The path of an address; the address itself where it is none. */
function pathOf(url: string): string {
  return URL.parse(url)?.pathname ?? url;
}
