import type { Answers } from '../../ask/types.ts';
import { formatCompact, formatCount, roughly } from '../../parts/format.ts';
import { formatRange, type Range } from '../../url/range.ts';
import { isError, isSeverity } from './severity.ts';

/** `12.4K lines, 318 errors in the last hour` */
export function headlineOf(
  { total, series }: Pick<Answers['logs/histogram'], 'total' | 'series'>,
  range: Range,
): string {
  const when = wordsOfTime(range);
  if (total === 0) return `No log lines ${when}`;
  const errors = series
    .filter(({ labels }) => isSeverity(labels.severity) && isError(labels.severity))
    .flatMap(({ points }) => points)
    .reduce((sum, [, count]) => sum + count, 0);
  const lines = `${total < 10_000 ? formatCount(total) : formatCompact(total)} ${total === 1 ? 'line' : 'lines'}`;
  const failed = errors === 0 ? 'no errors' : `${formatCount(errors)} ${errors === 1 ? 'error' : 'errors'}`;
  return `${lines}, ${failed} ${when}`;
}

function wordsOfTime(range: Range): string {
  if (range.kind === 'fixed') return `in ${roughly(Math.round((range.to - range.from) / 1000))}`;
  const text = formatRange(range);
  const count = text.slice(0, -1);
  const unit = UNITS[text.slice(-1)];
  return count === '1' ? `in the last ${unit}` : `in the last ${count} ${unit}s`;
}

const UNITS: Readonly<Record<string, string>> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week' };
