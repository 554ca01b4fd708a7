import { bounded } from '../bounds.ts';
import { filtersSql } from '../conditions.ts';
import type { Answer, Page, Scope } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import type { Window } from '../summary.ts';
import { KINDS, TABLE_OF, type MetricKind, type Temporality } from './kinds.ts';
import { natureSql, temporalityOf } from './variants.ts';

/** A metric that had points in the range. */
export interface MetricSummary {
  name: string;
  kind: MetricKind;
  /** Of the newest point, as is the description. */
  unit: string;
  description: string;
  temporality: Temporality | null;
  monotonic: boolean | null;
  services: string[];
  series: number;
  lastSeenUnixNano: string;
}

interface Row {
  name: string;
  kind: MetricKind;
  unit: string;
  description: string;
  temporalities: number[];
  monotonic: number;
  services: string[];
  series: string;
  lastNano: string;
}

/** Metrics by name, each kind of a name by itself. @param words all of which the name holds, in any case. */
export async function askMetrics(
  source: Source,
  scope: Scope,
  words: readonly string[],
  { limit, offset }: Window,
): Promise<Answer<Page<MetricSummary>>> {
  const bind = createBinder();
  const each = KINDS.map((kind) => {
    const { temporality, monotonic } = natureSql(kind);
    const found = words.map((word) => `positionCaseInsensitiveUTF8(MetricName, ${bind('String', word)}) > 0`);
    return `SELECT MetricName AS name, '${kind}' AS kind, argMax((MetricUnit, MetricDescription), TimeUnix) AS said,
      groupUniqArray(toUInt8(${temporality})) AS temporalities, toUInt8(min(${monotonic})) AS monotonic,
      arraySort(groupUniqArray(ServiceName)) AS services, uniqExact(SeriesId) AS series, toUnixTimestamp64Nano(max(TimeUnix)) AS last
      ${bounded(source, bind, TABLE_OF[kind], scope, [...found, ...(filtersSql(bind, scope, 'points') ?? [])])} GROUP BY name`;
  });
  const { rows } = await source.query<Row>(
    `SELECT name, kind, said.1 AS unit, said.2 AS description, temporalities, monotonic, services, toString(series) AS series,
      toString(last) AS lastNano
    FROM (${each.join(' UNION ALL ')}) ORDER BY name, kind LIMIT ${bind('UInt32', limit + 1)} OFFSET ${bind('UInt32', offset)}`,
    bind.values,
  );
  const items = rows.slice(0, limit).map((row) => ({
    name: row.name,
    kind: row.kind,
    unit: row.unit,
    description: row.description,
    temporality: temporalityOf(row.temporalities),
    monotonic: row.kind === 'sum' ? row.monotonic === 1 : null,
    services: row.services,
    series: Number(row.series),
    lastSeenUnixNano: row.lastNano,
  }));
  return { range: scope.range, body: { items, more: rows.length > limit } };
}
