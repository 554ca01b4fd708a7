import { createBinder, type Source } from '../statement.ts';
import type { AskedSeries } from './asked.ts';
import { labelsSql } from './labels.ts';
import { fromPoints } from './points.ts';

/** A single value that was measured within a trace. */
export interface MetricExemplar {
  timeMs: number;
  value: number;
  traceId: string;
  spanId: string;
  /** Labels of the line that it belongs to. */
  labels: Record<string, string>;
  /** What was known of the measurement beside the labels of its series. */
  attributes: Record<string, string>;
}

/** Over the whole answer: enough to have something to click on, few enough to see each. */
const MOST = 20;

interface Row {
  labels: string[];
  timeMs: string;
  value: number;
  traceId: string;
  spanId: string;
  attributes: Record<string, string>;
}

/** Values with their traces, spread over the range: the greatest of each of its stretches. */
export async function exemplarsOf(source: Source, { scope, metric, by }: AskedSeries): Promise<MetricExemplar[]> {
  if (metric.kind === 'summary') return [];
  const bind = createBinder();
  const stretchMs = Math.ceil((scope.range.toMs - scope.range.fromMs) / MOST);
  const columns = ['TimeUnix', 'Value', 'TraceId', 'SpanId', 'FilteredAttributes']
    .map((name) => `Exemplars.${name}`)
    .join(', ');
  const each = `SELECT ${
    by.length === 0
      ? 'emptyArrayString()'
      : `[${labelsSql(bind, by)
          .map((text) => `toString(${text})`)
          .join(', ')}]`
  } AS labels, arrayJoin(arrayZip(${columns})) AS one,
      toUnixTimestamp64Milli(one.1) AS ms, one.2 AS value, one.3 AS traceId, one.4 AS spanId, one.5 AS attributes
    ${fromPoints(source, bind, scope, metric, scope.range, ['notEmpty(Exemplars.TraceId)'])}`;
  const fromMs = bind('Int64', scope.range.fromMs);
  const { rows } = await source.query<Row>(
    `SELECT labels, toString(ms) AS timeMs, value, traceId, spanId, attributes FROM (${each})
    WHERE traceId != '' AND isFinite(value) AND ms >= ${fromMs} AND ms < ${bind('Int64', scope.range.toMs)}
    ORDER BY value DESC, ms, spanId LIMIT 1 BY intDiv(ms - ${fromMs}, ${bind('Int64', stretchMs)})`,
    bind.values,
  );
  return rows
    .map((row) => ({
      timeMs: Number(row.timeMs),
      value: row.value,
      traceId: row.traceId,
      spanId: row.spanId,
      labels: Object.fromEntries(by.map((key, i) => [key, row.labels[i] ?? ''])),
      attributes: row.attributes,
    }))
    .toSorted((a, b) => a.timeMs - b.timeMs);
}
