import { ATTR_SERVICE_INSTANCE_ID } from '@sightglass/api/semconv';
import { bounded } from '../bounds.ts';
import type { Answer, TimeRange } from '../scope.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';
import { LINE_COLUMNS, lineOf, type LineRow, type LogLine } from './line.ts';
import { orderBy, type LogOrder } from './lines.ts';

/** Which line, and how many around it. */
export interface LogContextQuestion {
  readonly project: string;
  readonly uid: string;
  readonly timeUnixNano: string;
  readonly before: number;
  readonly after: number;
}

/** What one instance of a service logged around a line, oldest first. */
export interface LogContext {
  items: LogLine[];
  /** Which of the items the line itself is. */
  at: number;
  moreBefore: boolean;
  moreAfter: boolean;
}

/** How far around the line is looked, each tried when the one before held too little. */
const AROUND_MS = [60_000, 3_600_000, 24 * 3_600_000];

/**
 * The lines before and after one, of the same service and instance, whatever they say.
 *
 * @returns `undefined` when there is no such line.
 */
export async function askLogContext(
  source: Source,
  question: LogContextQuestion,
): Promise<Answer<LogContext> | undefined> {
  const line = await findLine(source, question);
  if (line === undefined) return undefined;
  const [before, after] = await Promise.all([
    neighbours(source, question.project, line, 'newest', question.before),
    neighbours(source, question.project, line, 'oldest', question.after),
  ]);
  const earlier = before.lines.toReversed();
  return {
    range: { fromMs: before.range.fromMs, toMs: after.range.toMs },
    body: {
      items: [...earlier, line, ...after.lines],
      at: earlier.length,
      moreBefore: before.more,
      moreAfter: after.more,
    },
  };
}

function millisecondOf(timeUnixNano: string): number {
  return Number(BigInt(timeUnixNano) / 1_000_000n);
}

async function findLine(
  source: Source,
  { project, uid, timeUnixNano }: LogContextQuestion,
): Promise<LogLine | undefined> {
  const ms = millisecondOf(timeUnixNano);
  const bind = createBinder();
  const { rows } = await source.query<LineRow>(
    `SELECT ${LINE_COLUMNS} ${bounded(source, bind, 'otel_logs', { project, range: { fromMs: ms, toMs: ms + 1 } }, [
      `toUnixTimestamp64Nano(Timestamp) = ${bind('Int64', timeUnixNano)}`,
      `if(RecordUid = '', toString(Arrived), RecordUid) = ${bind('String', uid)}`,
    ])} ORDER BY Arrived LIMIT 1`,
    bind.values,
  );
  return rows[0] && lineOf(rows[0]);
}

interface Neighbours {
  range: TimeRange;
  lines: LogLine[];
  more: boolean;
}

async function neighbours(
  source: Source,
  project: string,
  line: LogLine,
  order: LogOrder,
  wanted: number,
): Promise<Neighbours> {
  const ms = millisecondOf(line.timeUnixNano);
  let found: Neighbours = { range: { fromMs: ms, toMs: ms + 1 }, lines: [], more: false };
  for (const aroundMs of AROUND_MS) {
    const range =
      order === 'newest' ? { fromMs: Math.max(0, ms - aroundMs), toMs: ms + 1 } : { fromMs: ms, toMs: ms + aroundMs };
    const bind = createBinder();
    const from = bounded(source, bind, 'otel_logs', { project, range }, sameSource(bind, line, order));
    const { rows } = await source.query<LineRow>(
      `SELECT ${LINE_COLUMNS} ${from} ${orderBy(order)} LIMIT ${bind('UInt32', wanted + 1)}`,
      bind.values,
    );
    found = { range, lines: rows.slice(0, wanted).map(lineOf), more: rows.length > wanted };
    if (found.more) break;
  }
  return found;
}

function sameSource(bind: Binder, line: LogLine, order: LogOrder): string[] {
  const instance = line.resource[ATTR_SERVICE_INSTANCE_ID] ?? '';
  const place = `(${bind('Int64', line.timeUnixNano)}, toUInt64(${bind('Int64', line.arrived)}))`;
  return [
    `ServiceName = ${bind('String', line.service)}`,
    `ResourceAttributes[${bind('String', ATTR_SERVICE_INSTANCE_ID)}] = ${bind('String', instance)}`,
    `(toUnixTimestamp64Nano(Timestamp), Arrived) ${order === 'newest' ? '<' : '>'} ${place}`,
  ];
}
