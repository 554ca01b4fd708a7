import { z } from 'zod';
import type { Following } from '../../ask/arrived.ts';
import type { TimeRange } from '../../ask/scope.ts';
import type { Context } from '../question.ts';
import { rangeOf } from '../time.ts';

/** What a live stream adds to the parameters of a list. */
export interface FollowingParams {
  readonly since: string;
  readonly resumes: '0' | '1';
  readonly most: number;
}

type FollowingShape = {
  since: z.ZodString;
  resumes: z.ZodDefault<z.ZodEnum<{ 0: '0'; 1: '1' }>>;
  most: z.ZodDefault<z.ZodCoercedNumber>;
};

/** What a live stream adds to the parameters of a list; nobody else can give it. */
export const following: FollowingShape = {
  since: z.string().regex(/^\d{1,19}$/),
  resumes: z.enum(['0', '1']).default('0'),
  most: z.coerce.number().int().min(1).max(1000).default(1000),
};

/** Which rows are new. */
export function followingOf({ since, resumes, most }: FollowingParams): Following {
  return { since, resumes: resumes === '1', most };
}

/** Clocks of programs may be ahead of ours. */
const AHEAD_MS = 3_600_000;

/** The range of a list that goes on to now, with what claims to be of the next hour. */
export function arrivingRange(context: Context, { from, to }: { from: string; to: string }): TimeRange {
  const { fromMs, toMs } = rangeOf(from, to, context.nowMs);
  return { fromMs, toMs: to === 'now' ? toMs + AHEAD_MS : toMs };
}

interface ArrivalsShape<T extends z.ZodType> extends Record<string, z.ZodType> {
  items: z.ZodArray<T>;
  dropped: z.ZodNumber;
  last: z.ZodNullable<z.ZodString>;
}

/** What arrived, the newest last. */
export function arrivalsShape<T extends z.ZodType>(item: T): ArrivalsShape<T> {
  return { items: z.array(item), dropped: z.number().int(), last: z.string().nullable() };
}
