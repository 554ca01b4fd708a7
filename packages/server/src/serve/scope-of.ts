import { checkCondition, type Rows } from '../ask/conditions.ts';
import { canMatch } from '../ask/patterns.ts';
import type { Page, Scope, TimeRange } from '../ask/scope.ts';
import { parseWhere, WhereError, type Condition } from '../ask/where.ts';
import { markOf, readCursor, writeCursor } from './cursor.ts';
import { LIMITS } from './limits.ts';
import { badField } from './problem.ts';
import type { Context } from './question.ts';
import { parseDistance, rangeOf } from './time.ts';

/** The parameters that most questions share. */
export interface ScopeParams {
  readonly project: string;
  readonly from: string;
  readonly to: string;
  readonly service?: readonly string[];
  readonly environment: readonly string[];
  readonly release: readonly string[];
  readonly where: readonly string[];
}

/** Filters and range as `ask/` takes them. `range` replaces `from` and `to` where a cursor brings one; `rows` says what `where` speaks of. */
export async function scopeOf(
  context: Context,
  params: ScopeParams,
  range?: TimeRange,
  rows: Rows = 'spans',
): Promise<Scope> {
  return {
    project: params.project,
    range: range ?? rangeOf(params.from, params.to, context.nowMs),
    services: params.service ?? [],
    environments: params.environment,
    releases: params.release,
    where: await Promise.all(params.where.map((text) => readWhere(context, text, rows))),
  };
}

async function readWhere({ source }: Context, text: string, rows: Rows): Promise<Condition> {
  const condition = parsedWhere(text, rows);
  if (await canMatch(source, condition)) return condition;
  throw badField(
    'where',
    text,
    'Write a regular expression of RE2 after =~ or !~: no look-around, no back-references.',
  );
}

function parsedWhere(text: string, rows: Rows): Condition {
  try {
    const condition = parseWhere(text);
    checkCondition(condition, rows);
    return condition;
  } catch (error) {
    if (error instanceof WhereError) throw badField('where', text, `${error.message}. ${error.remedy}`);
    throw error;
  }
}

/** A page of a list that goes on by counting items. */
export interface CountedPage {
  readonly scope: Scope;
  readonly window: { readonly limit: number; readonly offset: number };
  readonly mark: string;
}

/** Reads limit and cursor of a list that goes on by counting items. */
export async function pageOf(
  name: string,
  context: Context,
  params: ScopeParams & { limit: number; cursor?: string | undefined },
  rows: Rows = 'spans',
): Promise<CountedPage> {
  const mark = markOf(name, { ...params });
  const cursor = params.cursor === undefined ? undefined : readCursor(params.cursor, mark);
  if (cursor && typeof cursor.place !== 'number') {
    throw badField('cursor', params.cursor, 'Give the `next` of the answer before, unchanged.');
  }
  const offset = typeof cursor?.place === 'number' ? cursor.place : 0;
  return { scope: await scopeOf(context, params, cursor, rows), window: { limit: params.limit, offset }, mark };
}

/** Items with the cursor of the page after them. */
export function nextPage<T>(page: CountedPage, answer: Page<T>): { items: T[]; next: string | null } {
  const place = page.window.offset + answer.items.length;
  const { fromMs, toMs } = page.scope.range;
  return { items: answer.items, next: answer.more ? writeCursor(page.mark, { fromMs, toMs, place }) : null };
}

/** The grid that steps lie on, so that panels of one range share their points. */
const GRID_MS = [1, 2, 5, 10, 15, 30]
  .flatMap((n) => [n * 1000, n * 60_000])
  .concat([1, 2, 3, 6, 12, 24].map((n) => n * 3_600_000));

/** The usual number of points. */
export const USUAL_POINTS = 300;

/**
 * Distance of the points in milliseconds: as asked, else so that about as many as usual fill the range.
 *
 * @param usual how many points are usual. @defaultValue 300
 * @throws a 400 when the step would give more than `LIMITS.points` points.
 */
export function stepOf(range: TimeRange, asked: string | undefined, usual: number = USUAL_POINTS): number {
  const lengthMs = range.toMs - range.fromMs;
  if (asked === undefined) return gridStep(lengthMs / usual);
  const stepMs = parseDistance(asked);
  const least = gridStep(lengthMs / (LIMITS.points - 1));
  if (stepMs === undefined || stepMs < 1000 || lengthMs / stepMs > LIMITS.points - 1) {
    throw badField(
      'step',
      asked,
      `This range needs a step of ${least / 1000}s or more: at most ${LIMITS.points} points are answered.`,
    );
  }
  return stepMs;
}

function gridStep(ms: number): number {
  const sorted = GRID_MS.toSorted((a, b) => a - b);
  const day = 86_400_000;
  return sorted.find((step) => step >= ms) ?? Math.ceil(ms / day) * day;
}
