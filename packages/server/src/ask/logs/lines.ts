import { bounded } from '../bounds.ts';
import type { Answer, Page, Scope, TimeRange } from '../scope.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';
import { conditionsOf, type LogSearch } from './found.ts';
import { LINE_COLUMNS, lineOf, withoutRepeated, type LineRow, type LogLine } from './line.ts';

/** How lines are sorted by their time. */
export type LogOrder = 'newest' | 'oldest';

/** Where a line stands: its time in nanoseconds, and when it arrived. */
export type LinePlace = readonly [timeUnixNano: string, arrived: string];

/** Which of the found lines are answered. */
export interface LogsPage {
  readonly order: LogOrder;
  readonly limit: number;
  /** The last line of the page before. */
  readonly after: LinePlace | undefined;
}

/** A page of lines with the place of its last one. */
export interface FoundLines extends Page<LogLine> {
  readonly last: LinePlace | undefined;
}

/** Shorter ranges are read at once. */
const MIN_PARTED_MS = 30 * 60_000;

/** How much of a long range is read before the next, wider part of it: mostly the first holds enough. */
const PARTS = [1 / 64, 1 / 8, 1];

/** Lines that a search finds, by time. */
export async function askLogs(source: Source, scope: Scope, search: LogSearch & LogsPage): Promise<Answer<FoundLines>> {
  const { limit } = search;
  const places: LinePlace[] = [];
  const bind = createBinder();
  const conditions = await conditionsOf(source, bind, scope, search);
  for (const range of partsOf(scope.range, search)) {
    const from = bounded(source, bind, 'otel_logs', { ...scope, range }, [...conditions, ...isAfter(bind, search)]);
    const found = await source.query<{ place: LinePlace }>(
      `SELECT [toString(toUnixTimestamp64Nano(Timestamp)), toString(Arrived)] AS place ${from}
      ${orderBy(search.order)} LIMIT ${bind('UInt32', limit + 1 - places.length)}`,
      bind.values,
    );
    places.push(...found.rows.map(({ place }) => place));
    if (places.length > limit) break;
  }
  const shown = places.slice(0, limit);
  const items = withoutRepeated(await linesAt(source, scope.project, shown, search.order));
  return { range: scope.range, body: { items, more: places.length > limit, last: shown.at(-1) } };
}

/** The lines of some places. They are read by themselves: a search that finds many would read everything of all of them. */
async function linesAt(
  source: Source,
  project: string,
  places: readonly LinePlace[],
  order: LogOrder,
): Promise<LogLine[]> {
  if (places.length === 0) return [];
  const bind = createBinder();
  const times = places.map(([time]) => Number(BigInt(time) / 1_000_000n));
  const range = { fromMs: Math.min(...times), toMs: Math.max(...times) + 1 };
  const arrived = places.map((place) => `toUInt64(${bind('Int64', place[1])})`);
  const { rows } = await source.query<LineRow>(
    `SELECT ${LINE_COLUMNS} ${bounded(source, bind, 'otel_logs', { project, range }, [`Arrived IN (${arrived.join(', ')})`])} ${orderBy(order)}`,
    bind.values,
  );
  return rows.map(lineOf);
}

/** The range in parts that follow each other in the order of the lines, each wider than the one before. */
function partsOf({ fromMs, toMs }: TimeRange, { order, after }: LogsPage): TimeRange[] {
  const isNewest = order === 'newest';
  const afterMs = after && Number(BigInt(after[0]) / 1_000_000n);
  const begin = isNewest ? Math.min(toMs, (afterMs ?? toMs) + 1) : Math.max(fromMs, afterMs ?? fromMs);
  const length = isNewest ? begin - fromMs : toMs - begin;
  if (length < MIN_PARTED_MS) return [isNewest ? { fromMs, toMs: begin } : { fromMs: begin, toMs }];
  const ends = PARTS.map((part) => Math.floor(length * part));
  return ends.map((end, i) => {
    const start = ends[i - 1] ?? 0;
    return isNewest ? { fromMs: begin - end, toMs: begin - start } : { fromMs: begin + start, toMs: begin + end };
  });
}

function isAfter(bind: Binder, { order, after }: LogsPage): string[] {
  if (after === undefined) return [];
  const [time, arrived] = after.map((number) => bind('Int64', number));
  const op = order === 'newest' ? '<' : '>';
  return [`(toUnixTimestamp64Nano(Timestamp), Arrived) ${op} (${time}, toUInt64(${arrived}))`];
}

/** Lines of one moment stand in the order of their arrival. */
export function orderBy(order: LogOrder): string {
  const direction = order === 'newest' ? 'DESC' : 'ASC';
  return `ORDER BY Timestamp ${direction}, Arrived ${direction}`;
}
