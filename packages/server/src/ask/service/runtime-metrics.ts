import {
  METRIC_NODEJS_EVENTLOOP_DELAY_P99,
  METRIC_NODEJS_EVENTLOOP_UTILIZATION,
  METRIC_PROCESS_CPU_TIME,
  METRIC_PROCESS_MEMORY_USAGE,
  METRIC_V8JS_MEMORY_HEAP_USED,
} from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import { filtersSql } from '../conditions.ts';
import { coveredSql, stepSql, type Grid } from '../metrics/grid.ts';
import { cameSql, incrementsSql } from '../metrics/increments.ts';
import { keysOf, ofSeries } from '../metrics/labels.ts';
import { IS_NUMBER } from '../metrics/numbers.ts';
import type { Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { identitySql, type Identity } from './identity.ts';

/** A metric of one instance over time. */
export interface Measured extends Identity {
  metric: string;
  /** Starts of steps, in milliseconds since the epoch, with their values. */
  steps: [string, number][];
}

const LEVELS = [
  METRIC_PROCESS_MEMORY_USAGE,
  METRIC_V8JS_MEMORY_HEAP_USED,
  METRIC_NODEJS_EVENTLOOP_UTILIZATION,
  METRIC_NODEJS_EVENTLOOP_DELAY_P99,
];

const MOST_INSTANCES = 500;

/**
 * What each instance held or used: the mean of the step for each set of labels, added up over them (the spaces of a heap). By labels and not by
 * series, because an instance that is started anew under its old name goes on as another series: its memory is not both together.
 */
export async function levels(source: Source, scope: Scope, grid: Grid): Promise<Measured[]> {
  const bind = createBinder();
  const names = LEVELS.map((name) => bind('String', name)).join(', ');
  const conditions = [`MetricName IN (${names})`, IS_NUMBER, ...(filtersSql(bind, scope, 'points') ?? [])];
  const columns = `[${identitySql(bind).join(', ')}] AS identity, MetricName AS metric, mapSort(Attributes) AS labels,
    ${stepSql(bind, grid, 'toUnixTimestamp64Milli(TimeUnix)')} AS step, Value, TimeUnix`;
  // Some send a level as a gauge, some as an up-down counter.
  const each = (['otel_metrics_gauge', 'otel_metrics_sum'] as const).map(
    (table) => `SELECT ${columns} ${bounded(source, bind, table, scope, conditions)}`,
  );
  const means = `SELECT identity[1] AS instance, metric, step, avg(Value) AS mean, argMax(identity, TimeUnix) AS newest, max(TimeUnix) AS last
    FROM (${each.join(' UNION ALL ')}) GROUP BY instance, metric, step, labels`;
  const steps = `SELECT instance, metric, step, sum(mean) AS value, argMax(newest, last) AS said, max(last) AS lastOfStep
    FROM (${means}) GROUP BY instance, metric, step`;
  return measured(source, steps, bind.values, bind('UInt32', MOST_INSTANCES * LEVELS.length));
}

/** Processors that each instance used: seconds of processor time a second. */
export async function cpuSeconds(source: Source, scope: Scope, grid: Grid): Promise<Measured[]> {
  const bind = createBinder();
  const metric = { name: METRIC_PROCESS_CPU_TIME, kind: 'sum', unit: null } as const;
  const keys = keysOf(identitySql(bind, ofSeries));
  const covered = coveredSql(bind, grid, stepSql(bind, grid, 'timeMs'));
  const increments = incrementsSql(source, bind, scope, metric, grid.stepMs, keys, {
    counter: 'Value',
    conditions: [IS_NUMBER],
  });
  const steps = `SELECT k0 AS instance, ${bind('String', METRIC_PROCESS_CPU_TIME)} AS metric, ${stepSql(bind, grid, 'timeMs')} AS step,
      sum(${cameSql(3)} / greatest(${covered}, seconds)) AS value, argMax([${keys.names}], timeMs) AS said,
      fromUnixTimestamp64Milli(max(timeMs), 'UTC') AS lastOfStep
    FROM (${increments}) GROUP BY instance, step`;
  return measured(source, steps, bind.values, bind('UInt32', MOST_INSTANCES));
}

async function measured(
  source: Source,
  steps: string,
  values: Readonly<Record<string, unknown>>,
  limit: string,
): Promise<Measured[]> {
  const { rows } = await source.query<Measured>(
    `SELECT instance, metric, groupArray((toString(step), value)) AS steps, argMax(said, lastOfStep) AS newest,
      newest[2] AS host, newest[3] AS release, newest[4] AS environment,
      toString(toUnixTimestamp64Nano(toDateTime64(max(lastOfStep), 9, 'UTC'))) AS lastSeenUnixNano
    FROM (${steps}) GROUP BY instance, metric ORDER BY max(lastOfStep) DESC LIMIT ${limit}`,
    values,
  );
  return rows;
}
