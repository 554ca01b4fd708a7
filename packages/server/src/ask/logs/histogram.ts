import type { Answer, Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { foundLines, type LogSearch } from './found.ts';
import { SEVERITIES, severityOf, type Severity } from './severity.ts';

/** Found lines of one severity over time; every bucket has its point. */
export interface SeverityLine {
  name: 'logs';
  labels: { severity: Severity };
  unit: '1';
  points: [number, number][];
}

/** How many lines were found, over time and by severity. */
export interface LogHistogram {
  stepMs: number;
  total: number;
  /** Worst first; only severities that occur. */
  series: SeverityLine[];
}

interface BucketRow {
  bucket: number;
  number: number;
  count: string;
}

/** Counts the lines that a search finds, over time and by severity. */
export async function askLogHistogram(
  source: Source,
  scope: Scope,
  search: LogSearch,
  stepMs: number,
): Promise<Answer<LogHistogram>> {
  const bind = createBinder();
  const { rows } = await source.query<BucketRow>(
    `SELECT toUInt32(intDiv(toUnixTimestamp64Milli(Timestamp), ${bind('Int64', stepMs)})) AS bucket, SeverityNumber AS number, toString(count()) AS count
    ${await foundLines(source, bind, scope, search)} GROUP BY bucket, number`,
    bind.values,
  );
  const { fromMs, toMs } = scope.range;
  const first = Math.floor(fromMs / stepMs);
  const buckets = Array.from({ length: Math.ceil(toMs / stepMs) - first }, (_, i) => first + i);
  const found = new Map<Severity, Map<number, number>>();
  for (const { bucket, number, count } of rows) {
    const severity = severityOf(number);
    const own = found.get(severity) ?? new Map<number, number>();
    found.set(severity, own.set(bucket, (own.get(bucket) ?? 0) + Number(count)));
  }
  const series = SEVERITIES.toReversed().flatMap((severity): SeverityLine[] => {
    const own = found.get(severity);
    if (own === undefined) return [];
    const points = buckets.map((bucket): [number, number] => [bucket * stepMs, own.get(bucket) ?? 0]);
    return [{ name: 'logs', labels: { severity }, unit: '1', points }];
  });
  const total = rows.reduce((sum, { count }) => sum + Number(count), 0);
  return { range: scope.range, body: { stepMs, total, series } };
}
