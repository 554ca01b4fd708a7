/**
 * Every number and every instant on the pages is written here, so that equal things look equal.
 * Rules: three significant digits, one unit for durations below a minute and two from there, a narrow space between
 * thousands, never an exponent, an unknown value is "–" and never 0.
 */

import { UNKNOWN } from './unknown.ts';

/** Keeps its place between digits and units without ever breaking a line. */
const NARROW = '\u202f';

type Maybe = number | null | undefined;

const isUnknown = (value: Maybe): value is null | undefined =>
  value === null || value === undefined || !Number.isFinite(value);
const threeDigits = (value: number): number => Number(value.toPrecision(3));
const group = (digits: string): string => digits.replaceAll(/\B(?=(?:\d{3})+$)/g, NARROW);

/** A measured number: `38.4`, `0.812`, `12 435`; below 0.001 it says so. */
export function formatNumber(value: Maybe): string {
  if (isUnknown(value)) return UNKNOWN;
  const size = Math.abs(value);
  const sign = value < 0 ? '−' : '';
  if (size === 0) return '0';
  if (size < 0.001) return sign === '' ? '< 0.001' : '> −0.001';
  const rounded = threeDigits(size);
  return sign + (rounded < 1000 ? String(rounded) : group(Math.round(size).toFixed(0)));
}

/** A counted number, exact: `2 000`. */
export function formatCount(value: Maybe): string {
  if (isUnknown(value)) return UNKNOWN;
  return (value < 0 ? '−' : '') + group(Math.abs(Math.round(value)).toFixed(0));
}

const COMPACT = ['', 'K', 'M', 'G', 'T'] as const;

/** A number where room is short: `412`, `12.4K`, `3.1M`. */
export function formatCompact(value: Maybe): string {
  if (isUnknown(value)) return UNKNOWN;
  let size = Math.abs(value);
  let step = 0;
  while (threeDigits(size) >= 1000 && step < COMPACT.length - 1) {
    size /= 1000;
    step += 1;
  }
  return step === 0 ? formatNumber(value) : `${value < 0 ? '−' : ''}${threeDigits(size)}${COMPACT[step]}`;
}

/** A share of 1 as percent: `7.1 %`, `41 %`, `< 0.1 %`; only what is whole is called 100 %, only nothing 0 %. */
export function formatShare(ratio: Maybe): string {
  if (isUnknown(ratio)) return UNKNOWN;
  const percent = ratio * 100;
  if (percent === 0) return '0 %';
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  if (percent > 99.9 && percent < 100) return '> 99.9 %';
  const digits = percent < 9.95 || (percent > 99 && percent < 100) ? 1 : 0;
  return `${Number(percent.toFixed(digits))} %`;
}

const SHORT_UNITS = [
  ['ns', 1e-6],
  ['µs', 1e-3],
  ['ms', 1],
  ['s', 1000],
] as const;

const LONG_UNITS = [
  ['d', 86_400, 'h', 3600],
  ['h', 3600, 'min', 60],
  ['min', 60, 's', 1],
] as const;

/** A duration given in milliseconds: `902 µs`, `1.87 s`, from a minute `2 min 04 s`. */
export function formatDuration(ms: Maybe): string {
  if (isUnknown(ms)) return UNKNOWN;
  if (ms === 0) return '0 ms';
  if (ms < 0) return `−${formatDuration(-ms)}`;
  for (const [unit, factor] of SHORT_UNITS) {
    const rounded = threeDigits(ms / factor);
    if (rounded < (unit === 's' ? 60 : 1000)) return rounded < 0.1 ? '< 0.1 ns' : `${rounded} ${unit}`;
  }
  return formatLongDuration(Math.round(ms / 1000));
}

function formatLongDuration(seconds: number): string {
  for (const [big, bigSeconds, small, smallSeconds] of LONG_UNITS) {
    const total = Math.round(seconds / smallSeconds) * smallSeconds;
    if (total < bigSeconds) continue;
    const rest = Math.round((total % bigSeconds) / smallSeconds);
    return `${group(Math.floor(total / bigSeconds).toFixed(0))} ${big} ${String(rest).padStart(2, '0')} ${small}`;
  }
  return `${seconds} s`;
}

/** A duration given in nanoseconds, as spans carry it. */
export function formatNanos(nanos: Maybe): string {
  return isUnknown(nanos) ? UNKNOWN : formatDuration(nanos / 1e6);
}

const BYTES = ['B', 'KiB', 'MiB', 'GiB', 'TiB'] as const;

/** Bytes in powers of 1024: `12.4 KiB`. */
export function formatBytes(bytes: Maybe): string {
  if (isUnknown(bytes)) return UNKNOWN;
  let size = bytes;
  let step = 0;
  while (threeDigits(Math.abs(size)) >= 1000 && step < BYTES.length - 1) {
    size /= 1024;
    step += 1;
  }
  return `${formatNumber(size)} ${BYTES[step]}`;
}

/** How long ago something was, in one unit: `5 s ago`, `17 min ago`, `3 d ago`. A time ahead of now is `in 4 s`. */
export function formatAgo(epochMs: Maybe, nowMs: number): string {
  if (isUnknown(epochMs)) return UNKNOWN;
  const seconds = Math.round(Math.abs(nowMs - epochMs) / 1000);
  const words = seconds === 0 ? 'now' : roughly(seconds);
  if (words === 'now') return words;
  return epochMs > nowMs ? `in ${words}` : `${words} ago`;
}

/** A span of time in one unit, for words rather than for comparing: `55 min`, `8 h`, `3 d`. */
export function roughly(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 36 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${group(Math.round(seconds / 86_400).toFixed(0))} d`;
}
