import { MAX_SPANS } from '../ask/trace/trace.ts';

/** What one request may ask for. */
export interface Limits {
  /** Items in one list. */
  readonly items: number;
  /** Points in one series. */
  readonly points: number;
  /** Questions in one `POST /ask`. */
  readonly questions: number;
  /** Spans in one trace. */
  readonly spans: number;
  /** Longest run time of one question, milliseconds. */
  readonly queryMs: number;
}

/** The limits of this server; `GET /meta` says the same. */
export const LIMITS: Limits = Object.freeze({
  items: 1000,
  points: 500,
  questions: 24,
  spans: MAX_SPANS,
  queryMs: 30_000,
});
