/**
 * What needs a look. `now` are the last {@link WINDOW_MS}; `usual` is what came before, up to a day of it.
 *
 * - **failing**: the share of failed requests surely exceeds the usual one (Newcombe), is at least twice it and a percentage point above it;
 *   or surely exceeds 3 %, whatever is usual. While too little is known to call anything usual: surely exceeds 1 %.
 * - **slow**: a quantile of now that surely lies below its 95th percentile exceeds the usual 95th percentile, and that of now is half as much
 *   again, 5 ms above it, and further above it than the service swings anyway (its spread, times Z). Usual is the median over blocks as long as `now`: pooled, one slow hour of a day (more than 5 % of it) would
 *   become the usual itself.
 * - **silent**: no request for at least 5 minutes and three times the longest pause of the day. Of m pauses of a Poisson stream the longest
 *   is about mean · ln m, so one three times as long comes by chance with probability m^-3.
 */
import { changePoint, levelBelowP95, median, spread, surelyMore, wilson, Z, type Share } from './statistics.ts';

/** Length of `now`. */
export const WINDOW_MS: number = 10 * 60_000;

/** How far back `usual` looks. */
export const USUAL_MS: number = 24 * 3_600_000;

const MINUTE_MS = 60_000;

/** Fewer failures are an accident. */
const MIN_FAILED = 5;
/** Usual is known from this many minutes with requests, and this many requests. */
const MIN_USUAL = { minutes: 30, requests: 100 };
const MIN_MORE = 0.01;
const TOO_MUCH_AT_FIRST = 0.01;
const TOO_MUCH_ALWAYS = 0.03;

const MIN_BLOCKS = 3;
const SLOWER = { factor: 1.5, byMs: 5 };

const MIN_ACTIVE_MINUTES = 10;
const MIN_SILENCE_MS = 5 * 60_000;

/** Requests of one minute of a service. */
export interface Minute {
  /** Its start, milliseconds since the epoch. */
  readonly atMs: number;
  readonly requests: number;
  readonly errors: number;
  readonly sampled: number;
  readonly sampledErrors: number;
}

/** Durations of a stretch as long as {@link WINDOW_MS}, counted back from the end: 0 is now. */
export interface Block {
  readonly back: number;
  readonly sampled: number;
  /** Milliseconds. */
  readonly p75Ms: number;
  readonly p90Ms: number;
  readonly p95Ms: number;
}

/** A service whose requests fail more than they should. */
export interface Failing {
  readonly now: number;
  readonly usual: number | null;
  readonly onsetMs: number;
  /** It is no worse than usual, but the usual is too much. */
  readonly isChronic: boolean;
}

/** Judges failures; `minutes` in order of time, up to `endMs`. */
export function judgeFailing(minutes: readonly Minute[], endMs: number): Failing | undefined {
  const startMs = endMs - WINDOW_MS;
  const now = sharesOf(minutes.filter((minute) => minute.atMs >= startMs));
  if (now.failed < MIN_FAILED) return undefined;
  const tooMuch = wilson(now).lower;
  const earlier = minutes.filter((minute) => minute.atMs < startMs);
  const first = usualOf(earlier);
  if (first === undefined) {
    if (tooMuch <= TOO_MUCH_AT_FIRST) return undefined;
    return { now: now.p, usual: null, onsetMs: onsetOf(minutes, TOO_MUCH_AT_FIRST, now.p, startMs), isChronic: false };
  }
  if (isWorse(now, first)) {
    // What came before the onset is the usual; the first guess of it may hold part of the trouble.
    const guess = onsetOf(minutes, first.p, now.p, startMs);
    const usual = usualOf(minutes.filter((minute) => minute.atMs < guess)) ?? first;
    return { now: now.p, usual: usual.p, onsetMs: onsetOf(minutes, usual.p, now.p, startMs), isChronic: false };
  }
  if (tooMuch <= TOO_MUCH_ALWAYS) return undefined;
  const onsetMs = earlier.find((minute) => minute.errors > 0)?.atMs ?? startMs;
  return { now: now.p, usual: first.p, onsetMs, isChronic: true };
}

function isWorse(now: Share, usual: Share): boolean {
  return surelyMore(now, usual) > 0 && now.p - usual.p >= MIN_MORE && now.p >= 2 * usual.p;
}

function sharesOf(minutes: readonly Minute[]): Share & { failed: number } {
  const sum = (of: (minute: Minute) => number): number => minutes.reduce((total, minute) => total + of(minute), 0);
  const requests = sum((minute) => minute.requests);
  return {
    p: requests > 0 ? sum((minute) => minute.errors) / requests : 0,
    n: sum((minute) => minute.sampled),
    failed: sum((minute) => minute.sampledErrors),
  };
}

function usualOf(minutes: readonly Minute[]): Share | undefined {
  const share = sharesOf(minutes);
  return minutes.length >= MIN_USUAL.minutes && share.n >= MIN_USUAL.requests ? share : undefined;
}

function onsetOf(minutes: readonly Minute[], usual: number, now: number, otherwiseMs: number): number {
  const tallies = minutes.map(({ requests, errors, sampled }) => ({
    n: sampled,
    x: requests > 0 ? (sampled * errors) / requests : 0,
  }));
  return minutes[changePoint(tallies, usual, now)]?.atMs ?? otherwiseMs;
}

/** A service that answers more slowly than it used to. */
export interface Slow {
  readonly nowMs: number;
  readonly usualMs: number;
}

/** Judges durations. */
export function judgeSlow(blocks: readonly Block[]): Slow | undefined {
  const now = blocks.find((block) => block.back === 0);
  const level = levelBelowP95(now?.sampled ?? 0);
  const earlier = blocks.filter((block) => block.back > 0 && levelBelowP95(block.sampled) !== undefined);
  const usualMs = median(earlier.map((block) => block.p95Ms));
  if (!now || level === undefined || usualMs === undefined || earlier.length < MIN_BLOCKS) return undefined;
  const surelyMs = level === 0.9 ? now.p90Ms : now.p75Ms;
  const swingMs = Z * spread(earlier.map((block) => block.p95Ms));
  const isSlower = now.p95Ms >= usualMs * SLOWER.factor && now.p95Ms >= usualMs + Math.max(SLOWER.byMs, swingMs);
  return surelyMs > usualMs && isSlower ? { nowMs: now.p95Ms, usualMs } : undefined;
}

/** When the slowness began, from the 95th percentile of each minute: which of them lie nearer to now than to the usual. */
export function slowSince(minutes: readonly { atMs: number; p95Ms: number }[], slow: Slow, endMs: number): number {
  const between = Math.sqrt(slow.nowMs * slow.usualMs);
  const isSlow = minutes.map((minute) => ({ n: 1, x: minute.p95Ms > between ? 1 : 0 }));
  const inWindow = isSlow.filter((_, i) => (minutes[i]?.atMs ?? 0) >= endMs - WINDOW_MS);
  const share = inWindow.reduce((sum, { x }) => sum + x, 0) / Math.max(1, inWindow.length);
  // By definition of the median, a usual minute may be slow for other reasons; 10 % of them are granted.
  return minutes[changePoint(isSlow, 0.1, Math.max(0.5, share))]?.atMs ?? endMs - WINDOW_MS;
}

/** A service that used to get requests and gets none. */
export interface Silent {
  readonly lastMinuteMs: number;
  readonly silentMs: number;
  /** Mean distance of its requests while it got any. */
  readonly usualMs: number;
}

/** Judges silence; `minutes` in order of time, up to `endMs`. */
export function judgeSilent(minutes: readonly Minute[], endMs: number): Silent | undefined {
  const first = minutes[0];
  const last = minutes.at(-1);
  if (!first || !last || minutes.length < MIN_ACTIVE_MINUTES) return undefined;
  const pauses = minutes.slice(1).map((minute, i) => minute.atMs - (minutes[i]?.atMs ?? minute.atMs));
  const silentMs = endMs - (last.atMs + MINUTE_MS);
  if (silentMs < MIN_SILENCE_MS || silentMs < 3 * Math.max(...pauses)) return undefined;
  const requests = minutes.reduce((sum, minute) => sum + minute.requests, 0);
  return { lastMinuteMs: last.atMs, silentMs, usualMs: (last.atMs + MINUTE_MS - first.atMs) / Math.max(1, requests) };
}
