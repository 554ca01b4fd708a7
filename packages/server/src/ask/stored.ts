/** What is in the tables already: asked by the receiver, when senders try again later than it remembers. */
import { bounded } from './bounds.ts';
import { anyOf, createBinder, type Source } from './statement.ts';

/** An id and when it was made, milliseconds since the epoch. */
export interface TimedId {
  readonly id: string;
  readonly timeMs: number;
}

/** Most ids of one statement. */
const MOST = 1000;

const DAY_MS = 86_400_000;

/** Which log records of a project, by `log.record.uid`, are there: looked for within a day of when their ids were made. */
export async function askStoredRecords(
  source: Source,
  project: string,
  ids: readonly TimedId[],
): Promise<ReadonlySet<string>> {
  const stored = new Set<string>();
  for (let at = 0; at < ids.length; at += MOST) {
    const some = ids.slice(at, at + MOST);
    const times = some.map(({ timeMs }) => timeMs);
    const range = { fromMs: Math.min(...times) - DAY_MS, toMs: Math.max(...times) + DAY_MS };
    const bind = createBinder();
    const are = anyOf(
      bind,
      'RecordUid',
      some.map(({ id }) => id),
    );
    const [lines, recordings] = (['otel_logs', 'otel_replay'] as const).map((table) =>
      bounded(source, bind, table, { project, range }, [are]),
    );
    const { rows } = await source.query<{ RecordUid: string }>(
      `SELECT DISTINCT RecordUid ${lines} UNION DISTINCT SELECT DISTINCT RecordUid ${recordings}`,
      bind.values,
    );
    for (const { RecordUid } of rows) stored.add(RecordUid);
  }
  return stored;
}

/** Whether a body of this id was stored. */
export async function askStoredBatch(
  source: Source,
  project: string,
  signal: string,
  { id, timeMs }: TimedId,
): Promise<boolean> {
  const bind = createBinder();
  const range = { fromMs: timeMs, toMs: timeMs + 1 };
  const conditions = [`Batch = ${bind('String', id)}`, `Signal = ${bind('String', signal)}`];
  const from = bounded(source, bind, 'sightglass_batches', { project, range }, conditions);
  const { rows } = await source.query(`SELECT 1 ${from} LIMIT 1`, bind.values);
  return rows.length > 0;
}
