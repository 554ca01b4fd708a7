import { createBinder, type Source } from '../statement.ts';
import type { Scope } from '../scope.ts';
import { fromPoints, type MetricRef } from './points.ts';

/** A label that series of a metric carry. */
export interface MetricLabel {
  key: string;
  source: 'attribute' | 'resource';
  /** How many values it has. */
  distinct: number;
  /** The commonest, with the number of series that carry each. */
  values: { value: string; count: number }[];
}

const MOST_LABELS = 100;
const MOST_VALUES = 20;

interface Row {
  origin: MetricLabel['source'];
  key: string;
  distinct: string;
  values: [string, string][];
}

/** The labels of a metric, those of its points before those of their resource. @param hidden keys of the resource that are not shown. */
export async function labelsOf(
  source: Source,
  scope: Scope,
  metric: MetricRef,
  hidden: readonly string[],
): Promise<MetricLabel[]> {
  const bind = createBinder();
  const left = hidden.map((key) => bind('String', key)).join(', ');
  // A series is looked at once, however many points it has.
  const series = `SELECT any(Attributes) AS attributes, any(ResourceAttributes) AS resource
    ${fromPoints(source, bind, scope, metric)} GROUP BY ServiceName, SeriesId`;
  const pairs = `SELECT arrayJoin(arrayConcat(arrayMap((k, v) -> ('attribute', k, v), mapKeys(attributes), mapValues(attributes)),
      arrayMap((k, v) -> ('resource', k, v), mapKeys(resource), mapValues(resource)))) AS pair FROM (${series})`;
  const counted = `SELECT pair.1 AS origin, pair.2 AS key, pair.3 AS value, count() AS count FROM (${pairs}) GROUP BY origin, key, value`;
  const { rows } = await source.query<Row>(
    `SELECT origin, key, toString(count()) AS distinct,
      arrayMap(one -> (one.2, toString(-one.1)), arraySlice(arraySort(groupArray((-toInt64(count), value))), 1, ${MOST_VALUES})) AS values
    FROM (${counted}) WHERE NOT (origin = 'resource' AND key IN (${left})) GROUP BY origin, key ORDER BY origin, key LIMIT ${MOST_LABELS}`,
    bind.values,
  );
  return rows.map(({ origin, key, distinct, values }) => ({
    key,
    source: origin,
    distinct: Number(distinct),
    values: values.map(([value, count]) => ({ value, count: Number(count) })),
  }));
}
