/** Instants as text, 24 hours, in the zone that the reader chose; formatters are kept, for making one costs 200 × its use. */
import { UNKNOWN } from './unknown.ts';

type Style = 'second' | 'minute' | 'day' | 'full' | 'zone';

const STYLES: Record<Style, Intl.DateTimeFormatOptions> = {
  second: { hour: '2-digit', minute: '2-digit', second: '2-digit' },
  minute: { hour: '2-digit', minute: '2-digit' },
  day: { day: 'numeric', month: 'short' },
  full: { day: 'numeric', month: 'short', year: 'numeric' },
  zone: { timeZoneName: 'short' },
};

const made = new Map<string, Intl.DateTimeFormat>();

function formatter(style: Style, zone: string): Intl.DateTimeFormat {
  const key = `${style} ${zone}`;
  let found = made.get(key);
  if (found === undefined) {
    found = new Intl.DateTimeFormat('en-GB', { ...STYLES[style], timeZone: zone, hourCycle: 'h23' });
    made.set(key, found);
  }
  return found;
}

const isInstant = (epochMs: number): boolean => Number.isFinite(epochMs) && Math.abs(epochMs) <= 8.64e15;

/** `UTC`, `CET`, `GMT+5:30`: how the zone is called at that instant. */
export function zoneLabel(epochMs: number, zone: string): string {
  if (!isInstant(epochMs)) return zone;
  const part = formatter('zone', zone)
    .formatToParts(epochMs)
    .find(({ type }) => type === 'timeZoneName');
  return part?.value ?? zone;
}

/** `03:12:00`, with `digits: 3` also `03:12:00.415`. */
export function formatTime(epochMs: number, zone: string, digits: 0 | 3 = 0): string {
  if (!isInstant(epochMs)) return UNKNOWN;
  const text = formatter('second', zone).format(epochMs);
  return digits === 0 ? text : `${text}.${String(((Math.floor(epochMs) % 1000) + 1000) % 1000).padStart(3, '0')}`;
}

/** `03:12` */
export function formatMinute(epochMs: number, zone: string): string {
  return isInstant(epochMs) ? formatter('minute', zone).format(epochMs) : UNKNOWN;
}

/** `20 Nov` */
export function formatDay(epochMs: number, zone: string): string {
  return isInstant(epochMs) ? formatter('day', zone).format(epochMs) : UNKNOWN;
}

/** `20 Nov 03:10:41.200`: a row of a list; the header names the zone. */
export function formatDayTime(epochMs: number, zone: string, digits: 0 | 3 = 3): string {
  return isInstant(epochMs) ? `${formatDay(epochMs, zone)} ${formatTime(epochMs, zone, digits)}` : UNKNOWN;
}

/** `20 Nov 2026 03:10:41.200 UTC`: complete, for a title or a copy. */
export function formatInstant(epochMs: number, zone: string): string {
  if (!isInstant(epochMs)) return UNKNOWN;
  return `${formatter('full', zone).format(epochMs)} ${formatTime(epochMs, zone, 3)} ${zoneLabel(epochMs, zone)}`;
}

/** Milliseconds of an instant given as a string of nanoseconds, which no double holds exactly. */
export function msOfNanos(unixNano: string): number {
  return /^\d+$/.test(unixNano)
    ? Number(BigInt(unixNano) / 1_000_000n) + Number(BigInt(unixNano) % 1_000_000n) / 1e6
    : Number.NaN;
}
