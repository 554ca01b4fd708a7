/** What has arrived since a page waits for it, from what the server counts since its start. */
import type { Answers } from '../ask/types.ts';
import { formatCount } from './format.ts';

export interface Arrivals {
  readonly spans: number;
  readonly logRecords: number;
  readonly dataPoints: number;
  readonly refused: number;
  /** Why something was refused, the commonest reason first. */
  readonly reasons: readonly string[];
}

type Meta = Pick<Answers['meta'], 'received' | 'refused'>;

/** What came between two answers. A server that was started again in between counts from zero. */
export function arrivalsBetween(first: Meta, last: Meta): Arrivals {
  const isAnew = countOf(last.received) < countOf(first.received);
  const before = isAnew ? { spans: 0, logRecords: 0, dataPoints: 0 } : first.received;
  const refused = last.refused
    .map(({ signal, reason, ...counts }) => {
      const known = isAnew
        ? undefined
        : first.refused.find((earlier) => earlier.signal === signal && earlier.reason === reason);
      return { reason, count: amountOf(counts) - (known === undefined ? 0 : amountOf(known)) };
    })
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  return {
    spans: last.received.spans - before.spans,
    logRecords: last.received.logRecords - before.logRecords,
    dataPoints: last.received.dataPoints - before.dataPoints,
    refused: refused.reduce((sum, { count }) => sum + count, 0),
    reasons: [...new Set(refused.map(({ reason }) => reason))],
  };
}

const countOf = ({ spans, logRecords, dataPoints }: Meta['received']): number => spans + logRecords + dataPoints;

/** Records, or requests where nobody looked into them: a wrong key is refused before its body is read. */
const amountOf = ({ records, requests }: { records: number; requests: number }): number =>
  records === 0 ? requests : records;

/** `22 spans received, 3 refused: wrong key`; null while nothing came. */
export function wordsOfArrivals(arrivals: Arrivals): string | null {
  const came = (
    [
      [arrivals.spans, 'span', 'spans'],
      [arrivals.logRecords, 'log record', 'log records'],
      [arrivals.dataPoints, 'data point', 'data points'],
    ] as const
  )
    .filter(([count]) => count > 0)
    .map(([count, one, many]) => `${formatCount(count)} ${count === 1 ? one : many}`);
  const parts = [
    ...(came.length === 0 ? [] : [`${came.join(', ')} received`]),
    ...(arrivals.refused === 0 ? [] : [`${formatCount(arrivals.refused)} refused: ${arrivals.reasons.join('; ')}`]),
  ];
  return parts.length === 0 ? null : parts.join(', ');
}
