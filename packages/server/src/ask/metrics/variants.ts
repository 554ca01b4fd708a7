import { bounded } from '../bounds.ts';
import type { TimeRange } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { KINDS, TABLE_OF, type MetricKind, type Nature, type Temporality } from './kinds.ts';

/** Points of one name, kind and unit, and what they say of themselves. */
export interface Variant extends Nature {
  unit: string;
  /** Of the newest point. */
  description: string;
  series: number;
  lastSeenUnixNano: string;
}

interface VariantRow {
  kind: MetricKind;
  unit: string;
  description: string;
  temporalities: number[];
  monotonic: number;
  quantiles: number[];
  series: string;
  lastNano: string;
}

/** The columns in which the tables differ. */
export function natureSql(kind: MetricKind): { temporality: string; monotonic: string; quantiles: string } {
  return {
    temporality: kind === 'gauge' || kind === 'summary' ? '0' : 'AggregationTemporality',
    monotonic: kind === 'sum' ? 'IsMonotonic' : '0',
    quantiles: kind === 'summary' ? 'ValueAtQuantiles.Quantile' : 'emptyArrayFloat64()',
  };
}

/** The temporality that all points have; `null` when they differ or have none. */
export function temporalityOf(codes: readonly number[]): Temporality | null {
  if (codes.length !== 1 || codes[0] === 0) return null;
  return codes[0] === 1 ? 'delta' : 'cumulative';
}

/** What goes by a name in a range, whatever the filters: kinds and units, the one seen last first. Empty when nothing does. */
export async function variantsOf(source: Source, project: string, range: TimeRange, name: string): Promise<Variant[]> {
  const bind = createBinder();
  const each = KINDS.map((kind) => {
    const { temporality, monotonic, quantiles } = natureSql(kind);
    return `SELECT '${kind}' AS kind, MetricUnit AS unit, argMax(MetricDescription, TimeUnix) AS description,
      groupUniqArray(toUInt8(${temporality})) AS temporalities, toUInt8(min(${monotonic})) AS monotonic,
      groupUniqArrayArray(100)(${quantiles}) AS quantiles, toString(uniqExact(SeriesId)) AS series,
      toUnixTimestamp64Nano(max(TimeUnix)) AS last
      ${bounded(source, bind, TABLE_OF[kind], { project, range }, [`MetricName = ${bind('String', name)}`])} GROUP BY unit`;
  });
  const { rows } = await source.query<VariantRow>(
    `SELECT kind, unit, description, temporalities, monotonic, quantiles, series, toString(last) AS lastNano
    FROM (${each.join(' UNION ALL ')}) ORDER BY last DESC, kind, unit`,
    bind.values,
  );
  return rows.map((row) => ({
    kind: row.kind,
    unit: row.unit,
    description: row.description,
    temporality: temporalityOf(row.temporalities),
    monotonic: row.kind === 'sum' ? row.monotonic === 1 : null,
    quantiles: row.quantiles.toSorted((a, b) => a - b),
    series: Number(row.series),
    lastSeenUnixNano: row.lastNano,
  }));
}
