import type { TimeRange } from '../ask/scope.ts';
import { badField } from './problem.ts';

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** The tables keep nanoseconds in 64 bits: that ends in April 2262. */
const LAST_MS = Date.UTC(2262, 0, 1);

const RFC_3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i;

const REMEDY = 'Write RFC 3339 (2026-11-20T02:31Z), epoch milliseconds, a time back from now (-15m, -1h, -7d) or now.';

/**
 * Reads one instant: RFC 3339 (seconds may be left out), epoch milliseconds, `now`, or back from now as `-15m`.
 *
 * @returns milliseconds since the epoch; `undefined` when the text is none of these or lies outside 1970 to 2262.
 */
export function parseTime(text: string, nowMs: number): number | undefined {
  const ms = readTime(text, nowMs);
  return ms !== undefined && ms >= 0 && ms < LAST_MS ? ms : undefined;
}

function readTime(text: string, nowMs: number): number | undefined {
  if (text === 'now') return nowMs;
  if (/^\d{1,13}$/.test(text)) return Number(text);
  const relative = /^-(\d{1,6})(s|m|h|d|w)$/.exec(text);
  if (relative) return nowMs - Number(relative[1]) * (UNIT_MS[relative[2] ?? ''] ?? Number.NaN);
  if (!RFC_3339.test(text)) return undefined;
  const ms = Date.parse(text.toUpperCase());
  return Number.isNaN(ms) || !existsInCalendar(text) ? undefined : Math.floor(ms);
}

/** `Date.parse` takes the 31st of February as March. */
function existsInCalendar(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  return day >= 1 && day <= new Date(Date.UTC(year, month, 0)).getUTCDate();
}

/**
 * The range of a question.
 *
 * @throws a 400 that names `from` or `to`.
 */
export function rangeOf(from: string, to: string, nowMs: number): TimeRange {
  const fromMs = parseTime(from, nowMs);
  if (fromMs === undefined) throw badField('from', from, REMEDY);
  const toMs = parseTime(to, nowMs);
  if (toMs === undefined) throw badField('to', to, REMEDY);
  if (fromMs >= toMs) throw badField('from', from, `Give a time before to, which is ${new Date(toMs).toISOString()}.`);
  return { fromMs, toMs };
}

/** A distance such as `30s` or `5m` in milliseconds; `undefined` when it is not written so. */
export function parseDistance(text: string): number | undefined {
  const match = /^(\d{1,6})(ms|s|m|h|d)$/.exec(text);
  return match ? Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? Number.NaN) : undefined;
}
