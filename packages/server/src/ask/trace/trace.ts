import { bounded } from '../bounds.ts';
import type { Answer, TimeRange } from '../scope.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';
import { columnsOf, COLUMNS_SQL, type ColumnsRow, type TraceColumns } from './columns.ts';
import { spanOf, SPAN_COLUMNS, type Span, type SpanRow } from './span.ts';
import { timesOf } from './times.ts';

/** Most spans of one trace in an answer; the earliest ones. */
export const MAX_SPANS = 50_000;

/** What is said of a trace besides its spans. */
export interface TraceHead {
  traceId: string;
  /** Spans stored. */
  total: number;
  /** Whether spans were left out. */
  truncated: boolean;
}

/**
 * One trace with everything its spans carry, by their starts.
 *
 * @returns `undefined` when the project has no such trace.
 */
export async function askTrace(
  source: Source,
  project: string,
  traceId: string,
): Promise<Answer<TraceHead & { spans: Span[] }> | undefined> {
  const range = await timesOf(source, project, [traceId]);
  if (!range) return undefined;
  const bind = createBinder();
  const { rows } = await source.query<SpanRow>(
    `SELECT ${SPAN_COLUMNS} ${spansOf(source, bind, project, range, traceId)}
    ORDER BY Timestamp, SpanId LIMIT 1 BY SpanId LIMIT ${MAX_SPANS}`,
    bind.values,
  );
  if (rows.length === 0) return undefined;
  const total = await totalOf(source, project, range, traceId, rows.length);
  return { range, body: { traceId, total, truncated: total > rows.length, spans: rows.map(spanOf) } };
}

/**
 * One trace in columns without attributes, for drawing.
 *
 * @returns `undefined` when the project has no such trace.
 */
export async function askTraceColumns(
  source: Source,
  project: string,
  traceId: string,
): Promise<Answer<TraceHead & TraceColumns> | undefined> {
  const range = await timesOf(source, project, [traceId]);
  if (!range) return undefined;
  const bind = createBinder();
  const { rows } = await source.query<ColumnsRow>(
    `${COLUMNS_SQL} FROM (SELECT * ${spansOf(source, bind, project, range, traceId)}
      ORDER BY Timestamp, SpanId LIMIT 1 BY SpanId LIMIT ${MAX_SPANS})`,
    bind.values,
  );
  const row = rows[0];
  if (!row || row.spanId.length === 0) return undefined;
  const total = await totalOf(source, project, range, traceId, row.spanId.length);
  return { range, body: { traceId, total, truncated: total > row.spanId.length, ...columnsOf(row) } };
}

/**
 * One span with everything it carries.
 *
 * @returns `undefined` when the trace has no such span.
 */
export async function askSpan(
  source: Source,
  project: string,
  traceId: string,
  spanId: string,
): Promise<Answer<{ traceId: string; span: Span }> | undefined> {
  const range = await timesOf(source, project, [traceId]);
  if (!range) return undefined;
  const bind = createBinder();
  const { rows } = await source.query<SpanRow>(
    `SELECT ${SPAN_COLUMNS} ${spansOf(source, bind, project, range, traceId)} AND SpanId = ${bind('String', spanId)} LIMIT 1`,
    bind.values,
  );
  const row = rows[0];
  return row ? { range, body: { traceId, span: spanOf(row) } } : undefined;
}

function spansOf(source: Source, bind: Binder, project: string, range: TimeRange, traceId: string): string {
  return bounded(source, bind, 'otel_traces', { project, range }, [], `TraceId = ${bind('String', traceId)}`);
}

/** How many spans are stored; asked only when the answer may have left some out. */
async function totalOf(
  source: Source,
  project: string,
  range: TimeRange,
  traceId: string,
  answered: number,
): Promise<number> {
  if (answered < MAX_SPANS) return answered;
  const bind = createBinder();
  const { rows } = await source.query<{ total: string }>(
    `SELECT toString(uniqExact(SpanId)) AS total ${spansOf(source, bind, project, range, traceId)}`,
    bind.values,
  );
  return Number(rows[0]?.total ?? answered);
}
