/**
 * Brings what is made of spans and log records (roll-ups, narrow tables) in line with them after a crash.
 *
 * An insert writes its table first and what hangs on it after that, each in a step of its own. The replay of a spool with its token completes
 * those steps; what is left is what a loss of power took from one table and not from another. So the rows of the last moments before the
 * crash are looked at again: what is missing in a narrow table is written to it; the roll-up is compared, and counted again where it
 * differs. For the embedded engine only, and while nothing is inserted.
 */
import type { Engine } from '../engine.ts';
import { identifier, quoted } from '../literals.ts';

/** What had to be mended. */
export interface Mended {
  /** Minutes of the roll-up that were counted again. */
  readonly minutes: number;
}

/** By what a row of each table is known, and its time: what is there under that key is not written again. */
const KEYS: Readonly<Record<string, { key: string; time: string }>> = {
  usage_events: { key: 'Uid', time: 'Timestamp' },
  web_vitals: { key: 'Uid', time: 'Timestamp' },
  delivery_events: { key: 'Uid', time: 'Timestamp' },
  people_identities: { key: '(Project, AnonymousId, UserId, At)', time: 'At' },
  people_profiles: { key: '(Project, UserId, At)', time: 'At' },
  // Its body apart, which is large.
  otel_replay: { key: 'cityHash64(Timestamp, ServiceName, LogAttributes)', time: 'Timestamp' },
};

/** A materialized view: what it selects, under which names, from where. */
interface View {
  readonly target: string;
  readonly columns: readonly string[];
  readonly select: string;
  readonly source: string;
}

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
  const rollup = views.get('otel_traces_1m');
  return { minutes: rollup ? await recount(engine, database, rollup, arrived, sinceMs) : 0 };
}

async function readViews(engine: Engine, database: string): Promise<Map<string, View>> {
  const { rows } = await engine.select<{ name: string; select: string; columns: string[] }>(
    `SELECT name, as_select AS select, columns FROM system.tables INNER JOIN ` +
      `(SELECT table, arrayMap(x -> x.2, arraySort(groupArray((position, name)))) AS columns FROM system.columns WHERE database = ${quoted(database)} GROUP BY table) AS own ON own.table = name ` +
      `WHERE database = ${quoted(database)} AND engine = 'MaterializedView'`,
  );
  return new Map(
    rows.map(({ name, select, columns }) => {
      const target = name.replace(/_mv$/, '');
      return [target, { target, columns, select, source: /\bFROM (\S+)/.exec(select)?.[1] ?? '' }];
    }),
  );
}

/** First and last time of the rows that meet a condition; undefined without any. */
async function boundsOf(engine: Engine, source: string, condition: string): Promise<[string, string] | undefined> {
  const { rows } = await engine.select<{ first: string; last: string; n: string }>(
    `SELECT min(Timestamp) AS first, max(Timestamp) AS last, count() AS n FROM ${source} WHERE ${condition}`,
  );
  const [bounds] = rows;
  return bounds === undefined || bounds.n === '0' ? undefined : [bounds.first, bounds.last];
}

/** The head of an INSERT into what a view writes. */
function insertInto(database: string, { target, columns }: View): string {
  return `INSERT INTO ${identifier(database)}.${target} (${columns.map(identifier).join(', ')})`;
}

/** Only these rows of the view's source; what was inserted before does not count as a repetition of it. */
function limitedTo({ source }: View, condition: string): string {
  const name = source.replaceAll('`', '');
  return `SETTINGS additional_table_filters = {${quoted(name)}: ${quoted(condition)}}, insert_deduplicate = 0`;
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

/** Minutes looked at in one statement. */
const AT_ONCE = 500;

/** Live data comes at most this long after its time; in these minutes the roll-up is looked at also where no span is left. */
const LIVE_MINUTES = 10;

async function recount(
  engine: Engine,
  database: string,
  view: View,
  arrived: string,
  sinceMs: number,
): Promise<number> {
  const { rows } = await engine.select<{ minute: number }>(
    `SELECT DISTINCT toUnixTimestamp(toStartOfMinute(Timestamp)) AS minute FROM ${view.source} WHERE ${arrived}`,
  );
  const first = Math.floor(sinceMs / 60_000) * 60;
  const live = Array.from({ length: LIVE_MINUTES }, (_, i) => first + i * 60);
  const minutes = [...new Set([...rows.map(({ minute }) => minute), ...live])].toSorted((a, b) => a - b);
  let count = 0;
  for (let at = 0; at < minutes.length; at += AT_ONCE) {
    const wrong = await wrongMinutes(engine, database, view, minutes.slice(at, at + AT_ONCE));
    if (wrong.length > 0) await replace(engine, database, view, wrong);
    count += wrong.length;
  }
  return count;
}

/** One minute of one project, as a literal. */
type Place = string;

async function wrongMinutes(
  engine: Engine,
  database: string,
  { target, select }: View,
  minutes: readonly number[],
): Promise<Place[]> {
  const within = `WHERE Minute IN (${minutes.map((minute) => `toDateTime(${minute}, 'UTC')`).join(', ')}) GROUP BY Project, Minute`;
  const { rows } = await engine.select<{ project: string; minute: number }>(
    `SELECT Project AS project, toUnixTimestamp(Minute) AS minute, sum(spans) AS there, sum(rolled) AS counted FROM (` +
      `SELECT Project, Minute, sum(Sampled) AS spans, toUInt64(0) AS rolled FROM (${select}) ${within} UNION ALL ` +
      `SELECT Project, Minute, toUInt64(0) AS spans, sum(Sampled) AS rolled FROM ${identifier(database)}.${target} ${within}` +
      // Spans of older days may have been removed to make room; what was counted of them stays.
      `) GROUP BY Project, Minute HAVING there > counted OR (there < counted AND Minute >= toStartOfDay(now('UTC')))`,
  );
  return rows.map(({ project, minute }) => `(${quoted(project)}, toDateTime(${minute}, 'UTC'))`);
}

async function replace(engine: Engine, database: string, view: View, wrong: readonly Place[]): Promise<void> {
  const within = `WHERE (Project, Minute) IN (${wrong.join(', ')})`;
  await engine.command(`DELETE FROM ${identifier(database)}.${view.target} ${within}`);
  await engine.command(
    `${insertInto(database, view)} SELECT * FROM (${view.select}) ${within} SETTINGS insert_deduplicate = 0`,
  );
}
