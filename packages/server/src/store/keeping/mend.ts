/**
 * Brings what is made of spans and log records (roll-ups, narrow tables) in line with them after a crash.
 *
 * An insert writes its table first and what hangs on it after that, each in a step of its own. The replay of a spool with its token completes
 * those steps; what is left is what a loss of power took from one table and not from another. So the rows of the last moments before the
 * crash are looked at again: what is missing in a narrow table is written to it; the roll-ups are compared, and counted again where they
 * differ. For the embedded engine only, and while nothing is inserted.
 */
import type { Engine } from '../engine.ts';
import { identifier, quoted } from '../literals.ts';
import { recountRollUps } from './recount.ts';
import { insertInto, limitedTo, readViews, type View } from './views.ts';

/** What had to be mended. */
export interface Mended {
  /** Minutes of the roll-ups that were counted again. */
  readonly minutes: number;
}

/** By what a row of each table is known, and its time: what is there under that key is not written again. */
const KEYS: Readonly<Record<string, { key: string; time: string }>> = {
  page_events: { key: 'Uid', time: 'Timestamp' },
  usage_events: { key: 'Uid', time: 'Timestamp' },
  web_vitals: { key: 'Uid', time: 'Timestamp' },
  delivery_events: { key: 'Uid', time: 'Timestamp' },
  people_identities: { key: '(Project, AnonymousId, UserId, At)', time: 'At' },
  people_profiles: { key: '(Project, UserId, At)', time: 'At' },
  // Its body apart, which is large.
  otel_replay: { key: 'cityHash64(Timestamp, ServiceName, LogAttributes)', time: 'Timestamp' },
};

/** Looks at everything that arrived from `sinceMs` on. */
export async function mendViews(engine: Engine, database: string, sinceMs: number): Promise<Mended> {
  const views = await readViews(engine, database);
  // Bits of the ids that rows get on arrival: milliseconds since the epoch, then 22 others.
  const arrived = `Arrived >= ${BigInt(Math.floor(sinceMs)) << 22n}`;
  const logs = views.get('otel_replay');
  const bounds = logs && (await boundsOf(engine, logs.source, arrived));
  if (bounds)
    for (const name of Object.keys(KEYS)) await refillMissing(engine, database, views.get(name), arrived, bounds);
  const traces = views.get('otel_traces_trace_id_ts');
  // The earliest start and the latest end count, however often they are said.
  if (traces && (await boundsOf(engine, traces.source, arrived))) {
    await engine.command(`${insertInto(database, traces)} ${traces.select} ${limitedTo(traces, arrived)}`);
  }
  return { minutes: await recountRollUps(engine, database, views, arrived, sinceMs) };
}

/** First and last time of the rows that meet a condition; undefined without any. */
async function boundsOf(engine: Engine, source: string, condition: string): Promise<[string, string] | undefined> {
  const { rows } = await engine.select<{ first: string; last: string; n: string }>(
    `SELECT min(Timestamp) AS first, max(Timestamp) AS last, count() AS n FROM ${source} WHERE ${condition}`,
  );
  const [bounds] = rows;
  return bounds === undefined || bounds.n === '0' ? undefined : [bounds.first, bounds.last];
}

async function refillMissing(
  engine: Engine,
  database: string,
  view: View | undefined,
  arrived: string,
  [first, last]: readonly [string, string],
): Promise<void> {
  const known = KEYS[view?.target ?? ''];
  if (view === undefined || known === undefined) return;
  const { key, time } = known;
  // Some tables keep milliseconds only: a second more on both sides holds them all.
  const there =
    `SELECT ${key} FROM ${identifier(database)}.${view.target} ` +
    `WHERE ${time} >= ${instant(first)} - toIntervalSecond(1) AND ${time} <= ${instant(last)} + toIntervalSecond(1) ` +
    // One record of long ago makes that a long time: only the keys in question are held.
    `AND ${key} IN (SELECT ${key} FROM (${view.select}))`;
  await engine.command(
    `${insertInto(database, view)} SELECT * FROM (${view.select}) WHERE ${key} NOT IN (${there}) ${limitedTo(view, arrived)}`,
  );
}

function instant(text: string): string {
  return `toDateTime64(${quoted(text)}, 9, 'UTC')`;
}
