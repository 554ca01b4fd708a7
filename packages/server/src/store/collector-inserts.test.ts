/**
 * The Collector's ClickHouse exporter writes our tables: the columns that its INSERTs name, in their order, are there, take what it sends, and
 * what we compute beside them is computed.
 *
 * Columns: https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/v0.161.0/exporter/clickhouseexporter/internal/sqltemplates
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DRIVERS, type Opened } from '../../test/drivers.ts';
import type { Engine } from './engine.ts';
import { migrate } from './migrations/migrate.ts';

/** The columns with what the exporter would send, as literals: a resource processor has named the project. */
type Columns = readonly (readonly [name: string, literal: string])[];

const NOW = "'2026-11-21 12:00:00.123456789'";
const RESOURCE: Columns[number] = [
  'ResourceAttributes',
  "map('service.name', 'shop', 'service.version', '1.2', 'deployment.environment.name', 'live', 'sightglass.project', 'web')",
];
const ATTRIBUTES = "map('http.response.status_code', '500', 'session.id', 's1')";
const TRACE = "'5b8efff798038103d269b633813fc60c'";
const SPAN = "'eee19b7ec3c1b174'";

const METRIC: Columns = [
  RESOURCE,
  ['ResourceSchemaUrl', "'url'"],
  ['ScopeName', "'meter'"],
  ['ScopeVersion', "'1'"],
  ['ScopeAttributes', "map('a', 'b')"],
  ['ScopeDroppedAttrCount', '0'],
  ['ScopeSchemaUrl', "''"],
  ['ServiceName', "'shop'"],
  ['MetricName', "'orders'"],
  ['MetricDescription', "''"],
  ['MetricUnit', "'{order}'"],
  ['Attributes', "map('b', '2', 'a', '1')"],
  ['StartTimeUnix', NOW],
  ['TimeUnix', NOW],
];
const EXEMPLARS: Columns = [
  ['Exemplars.FilteredAttributes', "[map('k', 'v')]"],
  ['Exemplars.TimeUnix', `[${NOW}]`],
  ['Exemplars.Value', '[1.5]'],
  ['Exemplars.SpanId', `[${SPAN}]`],
  ['Exemplars.TraceId', `[${TRACE}]`],
];
const FLAGS: Columns[number] = ['Flags', '0'];

const INSERTS: Readonly<Record<string, Columns>> = {
  otel_traces: [
    ['Timestamp', NOW],
    ['TraceId', TRACE],
    ['SpanId', SPAN],
    ['ParentSpanId', "''"],
    ['TraceState', "'ot=th:8'"],
    ['SpanName', "'GET /cart'"],
    ['SpanKind', "'Server'"],
    ['ServiceName', "'shop'"],
    RESOURCE,
    ['ScopeName', "'http'"],
    ['ScopeVersion', "'1'"],
    ['SpanAttributes', ATTRIBUTES],
    ['Duration', '1500000'],
    ['StatusCode', "'Error'"],
    ['StatusMessage', "'no'"],
    ['Events.Timestamp', `[${NOW}]`],
    ['Events.Name', "['exception']"],
    ['Events.Attributes', "[map('exception.type', 'TypeError')]"],
    ['Links.TraceId', `[${TRACE}]`],
    ['Links.SpanId', `[${SPAN}]`],
    ['Links.TraceState', "['']"],
    ['Links.Attributes', '[map()]'],
  ],
  otel_logs: [
    ['Timestamp', NOW],
    ['TraceId', TRACE],
    ['SpanId', SPAN],
    ['TraceFlags', '1'],
    ['SeverityText', "'ERROR'"],
    ['SeverityNumber', '17'],
    ['ServiceName', "'shop'"],
    ['Body', "'it broke'"],
    ['ResourceSchemaUrl', "''"],
    RESOURCE,
    ['ScopeSchemaUrl', "''"],
    ['ScopeName', "'app'"],
    ['ScopeVersion', "''"],
    ['ScopeAttributes', 'map()'],
    ['LogAttributes', ATTRIBUTES],
    ['EventName', "'browser.web_vital'"],
  ],
  otel_metrics_gauge: [...METRIC, ['Value', '1.5'], FLAGS, ...EXEMPLARS],
  otel_metrics_sum: [
    ...METRIC,
    ['Value', '3'],
    FLAGS,
    ...EXEMPLARS,
    ['AggregationTemporality', '2'],
    ['IsMonotonic', 'true'],
  ],
  otel_metrics_histogram: [
    ...METRIC,
    ['Count', '2'],
    ['Sum', '3'],
    ['BucketCounts', '[1, 1]'],
    ['ExplicitBounds', '[2]'],
    ...EXEMPLARS,
    FLAGS,
    ['Min', '1'],
    ['Max', '2'],
    ['AggregationTemporality', '2'],
  ],
  otel_metrics_exp_histogram: [
    ...METRIC,
    ['Count', '2'],
    ['Sum', '3'],
    ['Scale', '1'],
    ['ZeroCount', '0'],
    ['PositiveOffset', '0'],
    ['PositiveBucketCounts', '[2]'],
    ['NegativeOffset', '0'],
    ['NegativeBucketCounts', '[]'],
    ...EXEMPLARS,
    FLAGS,
    ['Min', '1'],
    ['Max', '2'],
    ['AggregationTemporality', '2'],
  ],
  otel_metrics_summary: [
    ...METRIC,
    ['Count', '2'],
    ['Sum', '3'],
    ['ValueAtQuantiles.Quantile', '[0.5]'],
    ['ValueAtQuantiles.Value', '[1.5]'],
    FLAGS,
  ],
};

describe.each(Object.entries(DRIVERS))('what the exporter of the Collector inserts, with the %s driver', (_, open) => {
  const folder = mkdtempSync(join(tmpdir(), 'sightglass-collector-'));
  let opened: Opened;
  let engine: Engine;
  beforeAll(async () => {
    opened = await open(folder);
    ({ engine } = opened);
    await migrate(engine, 'otel');
  });
  afterAll(async () => {
    await opened.close();
    rmSync(folder, { recursive: true });
  });

  it.each(Object.entries(INSERTS))('%s takes it and computes the rest', async (table, columns) => {
    await engine.command(
      `INSERT INTO "otel"."${table}" (${columns.map(([name]) => name).join(', ')}) VALUES (${columns.map(([, literal]) => literal).join(', ')})`,
    );
    const { rows } = await engine.select(`SELECT Project, Environment FROM otel.${table}`);
    expect(rows).toEqual([{ Project: 'web', Environment: 'live' }]);
  });

  it('sees them where our own rows are seen', async () => {
    const one = async (sql: string): Promise<unknown> => (await engine.select(sql)).rows[0];
    expect(await one('SELECT HttpStatus, IsRoot, Weight, SessionId, Release FROM otel.otel_traces')).toEqual({
      HttpStatus: 500,
      IsRoot: true,
      Weight: 2,
      SessionId: 's1',
      Release: '1.2',
    });
    expect(await one('SELECT Project, sum(Requests) AS requests FROM otel.otel_traces_1m GROUP BY Project')).toEqual({
      Project: 'web',
      requests: 2,
    });
    expect(await one('SELECT TraceId FROM otel.otel_traces_trace_id_ts')).toEqual({ TraceId: TRACE.slice(1, -1) });
    expect(await one('SELECT Project, SessionId FROM otel.web_vitals')).toEqual({ Project: 'web', SessionId: 's1' });
    expect(await one('SELECT toUnixTimestamp64Nano(TimeUnix) AS t FROM otel.otel_metrics_sum')).toEqual({
      t: `${Date.UTC(2026, 10, 21, 12) / 1000}123456789`,
    });
  });
});
