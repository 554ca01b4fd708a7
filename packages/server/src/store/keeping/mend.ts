/**
 * Brings what is made of spans and log records (roll-ups, narrow tables) in line with them after a crash.
 *
 * An insert writes its table first and what hangs on it after that, each in a step of its own. The replay of a spool with its token completes
 * those steps; what is left is what a loss of power took from one table and not from another. So the rows of the last moments before the
 * crash are looked at again. Tables that hold one row a thing take the same row twice without harm; the roll-up is compared, and counted
 * again where it differs. For the embedded engine only, and while nothing is inserted.
 */
import type { Engine } from '../engine.ts';
import { identifier, quoted } from '../literals.ts';

/** What had to be mended. */
export interface Mended {
  /** Minutes of the roll-up that were counted again. */
  readonly minutes: number;
}

/** Tables that keep one row of a thing however often it is written. */
const IDEMPOTENT = [
  'otel_traces_trace_id_ts',
  'usage_events',
  'people_identities',
  'people_profiles',
  'web_vitals',
  'delivery_events',
];

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
  for (const target of IDEMPOTENT) {
    const view = views.get(target);
    if (view && (await hasRows(engine, view.source, arrived))) await refill(engine, database, view, arrived);
  }
  const replay = views.get('otel_replay');
  if (replay) await refillMissing(engine, database, replay, arrived);
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

async function hasRows(engine: Engine, source: string, condition: string): Promise<boolean> {
  const { rows } = await engine.select(`SELECT 1 FROM ${source} WHERE ${condition} LIMIT 1`);
  return rows.length > 0;
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

function refill(engine: Engine, database: string, view: View, condition: string): Promise<void> {
  return engine.command(`${insertInto(database, view)} ${view.select} ${limitedTo(view, condition)}`);
}

/** What a row of replay is known by, its size apart. */
const REPLAY_KEY = 'cityHash64(Timestamp, ServiceName, LogAttributes)';

async function refillMissing(engine: Engine, database: string, view: View, arrived: string): Promise<void> {
  const { rows } = await engine.select<{ first: string; last: string; n: string }>(
    `SELECT min(Timestamp) AS first, max(Timestamp) AS last, count() AS n FROM ${view.source} WHERE ${arrived}`,
  );
  const [bounds] = rows;
  if (!bounds || bounds.n === '0') return;
  const there =
    `SELECT ${REPLAY_KEY} FROM ${identifier(database)}.${view.target} ` +
    `WHERE Timestamp >= ${instant(bounds.first)} AND Timestamp <= ${instant(bounds.last)}`;
  await engine.command(
    `${insertInto(database, view)} SELECT * FROM (${view.select}) WHERE ${REPLAY_KEY} NOT IN (${there}) ${limitedTo(view, arrived)}`,
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
