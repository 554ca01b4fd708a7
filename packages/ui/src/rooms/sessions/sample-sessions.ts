/** Sessions with known numbers, for tests of the pages. */
/** When all of it began, milliseconds since the Unix epoch. */
export const FROM: number = Date.UTC(2026, 10, 20, 2, 12);
import type { Recording, SessionEvent, SessionSummary } from '../../ask/types.ts';

const nanos = (epochMs: number): string => `${epochMs}000000`;

export function sessionOf(sessionId: string, more: Partial<SessionSummary> = {}): SessionSummary {
  return {
    sessionId,
    startUnixNano: nanos(FROM + 60_000),
    endUnixNano: nanos(FROM + 180_000),
    durationMs: 120_000,
    service: 'storefront',
    environment: 'production',
    release: '1.8.2',
    userId: '',
    anonymousId: '',
    device: 'desktop',
    browser: 'Chrome 156',
    os: 'Windows',
    entryPath: '/',
    exitPath: '/',
    pages: 1,
    clicks: 0,
    errors: 0,
    failedRequests: 0,
    rageClicks: 0,
    deadClicks: 0,
    replays: 0,
    isSampled: true,
    ...more,
  };
}

/** An event of a session, so many ms after its start. */
export function eventOf(afterMs: number, kind: SessionEvent['kind'], more: Partial<SessionEvent> = {}): SessionEvent {
  return {
    uid: `${kind} ${afterMs}`,
    timeUnixNano: nanos(FROM + 60_000 + afterMs),
    kind,
    title: kind,
    durationMs: null,
    severityNumber: 9,
    service: 'storefront',
    traceId: '',
    spanId: '',
    attributes: {},
    ...more,
  };
}

export const recordingOf = (replayId: string, more: Partial<Recording> = {}): Recording => ({
  replayId,
  startMs: FROM + 60_000,
  endMs: FROM + 180_000,
  chunks: 1,
  events: 3,
  isComplete: true,
  ...more,
});
