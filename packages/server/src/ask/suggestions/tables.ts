import { bounded, type AskedTable } from '../bounds.ts';
import { sampledRows } from '../sample.ts';
import type { Scope } from '../scope.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';
import type { Rows } from '../subject.ts';

/** A kind of telemetry. */
export type Signal = 'traces' | 'logs' | 'metrics';

/** Where the attributes of a signal lie. */
interface SignalTables {
  readonly tables: readonly AskedTable[];
  /** How `where=` calls their rows. */
  readonly rows: Rows;
  /** The column of attributes that are not the resource's. */
  readonly map: string;
}

/** The tables of each signal. */
export const TABLES_OF: Readonly<Record<Signal, SignalTables>> = {
  traces: { tables: ['otel_traces'], rows: 'spans', map: 'SpanAttributes' },
  logs: { tables: ['otel_logs'], rows: 'logs', map: 'LogAttributes' },
  metrics: {
    tables: [
      'otel_metrics_gauge',
      'otel_metrics_sum',
      'otel_metrics_histogram',
      'otel_metrics_exp_histogram',
      'otel_metrics_summary',
    ],
    rows: 'points',
    map: 'Attributes',
  },
};

/** What a suggestion looks at: one project and a stretch of time. */
export type Stretch = Pick<Scope, 'project' | 'range'>;

/** Rows of a signal that stand for all of them. */
export interface Sample {
  /** What a row must fulfil to be one of them. */
  readonly conditions: readonly string[];
  /** Which share of all rows they are. */
  readonly share: number;
}

/** About `wanted` rows of a signal that stand for all of them. */
export async function sampleOf(
  source: Source,
  bind: Binder,
  signal: Signal,
  stretch: Stretch,
  wanted: number,
): Promise<Sample> {
  const total = await countRows(source, signal, stretch, () => undefined);
  const condition = sampledRows(bind, total, wanted);
  if (condition === undefined) return { conditions: [], share: 1 };
  const sampled = await countRows(source, signal, stretch, (counting) => sampledRows(counting, total, wanted));
  return sampled === 0 ? { conditions: [], share: 1 } : { conditions: [condition], share: sampled / total };
}

async function countRows(
  source: Source,
  signal: Signal,
  stretch: Stretch,
  condition: (bind: Binder) => string | undefined,
): Promise<number> {
  const bind = createBinder();
  const counts = fromEach(source, bind, signal, stretch, 'count() AS n', [condition(bind)]);
  const { rows } = await source.query<{ total: string }>(
    `SELECT toString(sum(n)) AS total FROM (${counts})`,
    bind.values,
  );
  return Number(rows[0]?.total ?? 0);
}

/** `SELECT … FROM …` of every table of a signal, one after the other. */
export function fromEach(
  source: Source,
  bind: Binder,
  signal: Signal,
  stretch: Stretch,
  select: string,
  conditions: readonly (string | undefined)[],
): string {
  return TABLES_OF[signal].tables
    .map((table) => `SELECT ${select} ${bounded(source, bind, table, stretch, conditions)}`)
    .join(' UNION ALL ');
}
