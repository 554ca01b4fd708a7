import { formatDay, formatMinute, formatTime, zoneLabel } from '../parts/time.ts';
import { formatRange, type Range } from '../url/range.ts';

const WORDS: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' };

/** `Last 1 hour` */
export function wordsOfLive(range: Range): string {
  const text = formatRange(range);
  const count = text.slice(0, -1);
  return `Last ${count} ${WORDS[text.slice(-1)]}${count === '1' ? '' : 's'}`;
}

/** `Last 1 hour`, or `20 Nov 02:31 – 02:50 UTC`. */
export function wordsOfRange(range: Range, zone: string): string {
  if (range.kind === 'live') return wordsOfLive(range);
  const write = range.to - range.from < 120_000 ? formatTime : formatMinute;
  const [firstDay, lastDay] = [formatDay(range.from, zone), formatDay(range.to, zone)];
  const end = (firstDay === lastDay ? '' : `${lastDay} `) + write(range.to, zone);
  return `${firstDay} ${write(range.from, zone)} – ${end} ${zoneLabel(range.from, zone)}`;
}
