/**
 * Compares the minutes of roll-ups with their spans, and counts those again that differ. The longer units of services are compared with their
 * minutes, and made of them: six hours of spans would take long to read, and may be gone in part.
 */
import type { Engine } from '../engine.ts';
import { identifier, quoted } from '../literals.ts';
import { insertInto, limitedTo, type View } from './views.ts';

/** Minutes looked at in one statement. */
const AT_ONCE = 500;

/** Live data comes at most this long after its time; in these minutes the roll-ups are looked at also where no span is left. */
const LIVE_MINUTES = 10;

/** One minute, or the longest unit, of one project. */
interface Place {
  readonly project: string;
  /** Its start, in seconds since the epoch. */
  readonly start: number;
}

/** Where the minutes of a roll-up are, in its table and in what its view selects. */
interface RollUp {
  readonly view: View;
  /** The column of their starts. */
  readonly time: string;
  /** What else is true of them alone. */
  readonly condition: string;
}

/**
 * Looks at the minutes of what arrived, and at those around the crash.
 *
 * @returns how many minutes were counted again.
 */
export async function recountRollUps(
  engine: Engine,
  database: string,
  views: ReadonlyMap<string, View>,
  arrived: string,
  sinceMs: number,
): Promise<number> {
  const [operations, services] = [views.get('otel_traces_1m'), views.get('otel_traces_services')];
  if (operations === undefined) return 0;
  const minutes = await minutesOf(engine, operations.source, arrived, sinceMs);
  let count = 0;
  for (let at = 0; at < minutes.length; at += AT_ONCE) {
    const some = minutes.slice(at, at + AT_ONCE);
    const recount = async (rollUp: RollUp): Promise<Place[]> => {
      const wrong = await wrongMinutes(engine, database, rollUp, operations.select, some);
      if (wrong.length > 0) await replaceMinutes(engine, database, rollUp, wrong);
      count += wrong.length;
      return wrong;
    };
    await recount({ view: operations, time: 'Minute', condition: '1' });
    if (services === undefined) continue;
    const wrong = await recount({ view: services, time: 'Time', condition: 'Seconds = 60' });
    await remakeUnits(engine, database, services, some, wrong);
  }
  return count;
}

async function minutesOf(engine: Engine, source: string, arrived: string, sinceMs: number): Promise<number[]> {
  const { rows } = await engine.select<{ minute: number }>(
    `SELECT DISTINCT toUnixTimestamp(toStartOfMinute(Timestamp)) AS minute FROM ${source} WHERE ${arrived}`,
  );
  const first = Math.floor(sinceMs / 60_000) * 60;
  const live = Array.from({ length: LIVE_MINUTES }, (_, i) => first + i * 60);
  return [...new Set([...rows.map(({ minute }) => minute), ...live])].toSorted((a, b) => a - b);
}

/** @param spans what says how many spans each minute has: the SELECT of the roll-up of operations, which counts the same spans. */
async function wrongMinutes(
  engine: Engine,
  database: string,
  { view, time, condition }: RollUp,
  spans: string,
  minutes: readonly number[],
): Promise<Place[]> {
  const within = (column: string): string => `${column} IN (${minutes.map(moment).join(', ')})`;
  const { rows } = await engine.select<Place>(
    `SELECT Project AS project, toUnixTimestamp(minute) AS start, sum(spans) AS there, sum(rolled) AS counted FROM (` +
      `SELECT Project, Minute AS minute, sum(Sampled) AS spans, toUInt64(0) AS rolled FROM (${spans}) WHERE ${within('Minute')} GROUP BY Project, minute ` +
      `UNION ALL SELECT Project, ${time} AS minute, toUInt64(0) AS spans, sum(Sampled) AS rolled FROM ${identifier(database)}.${view.target} ` +
      `WHERE ${condition} AND ${within(time)} GROUP BY Project, minute` +
      // Spans of older days may have been removed to make room; what was counted of them stays.
      `) GROUP BY Project, minute HAVING there > counted OR (there < counted AND minute >= toStartOfDay(now('UTC')))`,
  );
  return rows;
}

async function replaceMinutes(
  engine: Engine,
  database: string,
  { view, time, condition }: RollUp,
  wrong: readonly Place[],
): Promise<void> {
  const within = `${condition} AND (Project, ${time}) IN (${tuples(wrong)})`;
  await engine.command(`DELETE FROM ${identifier(database)}.${view.target} WHERE ${within}`);
  const ofSpans = `toStartOfMinute(Timestamp) IN (${wrong.map(({ start }) => moment(start)).join(', ')})`;
  await engine.command(
    `${insertInto(database, view)} SELECT * FROM (${view.select}) WHERE ${within} ${limitedTo(view, ofSpans)}`,
  );
}

/** Units of services beside the minute, in seconds. */
const UNITS = [600, 3600, 21_600];

/** That holds a whole number of each of them. */
const LONGEST = 21_600;

/** Makes the longer units out of the minutes, where they differ or minutes of them have just changed. */
async function remakeUnits(
  engine: Engine,
  database: string,
  view: View,
  minutes: readonly number[],
  changed: readonly Place[],
): Promise<void> {
  const table = `${identifier(database)}.${view.target}`;
  const stretches = [...new Set(minutes.map(stretchOf))].map(moment).join(', ');
  const start = 'toStartOfInterval(Time, INTERVAL 6 HOUR)';
  const isDifferent = UNITS.map((unit) => `sumIf(Sampled, Seconds = 60) != sumIf(Sampled, Seconds = ${unit})`);
  const { rows: different } = await engine.select<Place>(
    `SELECT Project AS project, toUnixTimestamp(${start}) AS start FROM ${table} WHERE ${start} IN (${stretches}) ` +
      `GROUP BY project, start HAVING ${isDifferent.join(' OR ')}`,
  );
  const wrong = [...different, ...changed.map((one) => ({ ...one, start: stretchOf(one.start) }))];
  if (wrong.length === 0) return;
  const within = `(Project, ${start}) IN (${tuples(wrong)})`;
  await engine.command(`DELETE FROM ${table} WHERE Seconds > 60 AND ${within}`);
  const made: Readonly<Record<string, string>> = {
    Seconds: `arrayJoin([${UNITS.join(', ')}]) AS unit`,
    Time: "toDateTime(intDiv(toUnixTimestamp(Time), unit) * unit, 'UTC')",
  };
  const columns = view.columns.map((name) => made[name] ?? identifier(name)).join(', ');
  await engine.command(
    `${insertInto(database, view)} SELECT ${columns} FROM ${table} WHERE Seconds = 60 AND ${within} SETTINGS insert_deduplicate = 0`,
  );
}

function stretchOf(second: number): number {
  return second - (second % LONGEST);
}

function tuples(places: readonly Place[]): string {
  return places.map(({ project, start }) => `(${quoted(project)}, ${moment(start)})`).join(', ');
}

function moment(second: number): string {
  return `toDateTime(${second}, 'UTC')`;
}
