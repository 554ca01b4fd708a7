import type { Answer, Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { measuresOf, type VitalName } from './measures.ts';

/** A vital over time: its 75th percentile. */
export interface VitalLine {
  name: VitalName;
  labels: Record<string, string>;
  unit: 'ms' | '1';
  points: [number, number | null][];
}

/** The 75th percentile of one vital over time. */
export async function askVitalSeries(
  source: Source,
  scope: Scope,
  name: VitalName,
  stepMs: number,
): Promise<Answer<{ stepMs: number; series: VitalLine[] }>> {
  const bind = createBinder();
  const step = bind('Int64', stepMs);
  const { rows } = await source.query<{ bucketMs: string; p75: number }>(
    `SELECT toString(intDiv(timeMs, ${step}) * ${step}) AS bucketMs, quantileExactInclusive(0.75)(value) AS p75
    FROM (${measuresOf(source, bind, scope, 'none', [name])}) GROUP BY bucketMs`,
    bind.values,
  );
  const found = new Map(rows.map(({ bucketMs, p75 }) => [Number(bucketMs), p75]));
  const { fromMs, toMs } = scope.range;
  const points: VitalLine['points'] = [];
  for (let at = Math.floor(fromMs / stepMs) * stepMs; at < toMs; at += stepMs) points.push([at, found.get(at) ?? null]);
  const series: VitalLine[] =
    rows.length === 0 ? [] : [{ name, labels: {}, unit: name === 'cls' ? '1' : 'ms', points }];
  return { range: scope.range, body: { stepMs, series } };
}
