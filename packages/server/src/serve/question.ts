import { z } from 'zod';
import type { Answer } from '../ask/scope.ts';
import type { Source } from '../ask/statement.ts';
import type { Keep } from '../keep/keep.ts';
import type { Principal } from '../keep/principal.ts';
import type { Keeping } from '../store/keeping/keeping.ts';
import type { Durability } from '../store/spool/limits.ts';
import type { StoreHealth } from '../store/store.ts';
import type { Who } from './authority.ts';
import type { Envelope } from './shapes.ts';

/** Records by signal. */
export interface Arriving {
  spans: number;
  logRecords: number;
  dataPoints: number;
}

/** What was not taken, by reason. */
export interface Refused {
  /** '' when no key said whose it would have been. */
  project: string;
  signal: 'traces' | 'logs' | 'metrics';
  reason: string;
  requests: number;
  records: number;
  lastAtMs: number;
}

/** What was not taken since the start, and how much of it in a stretch of time. */
export interface RefusedWithin {
  /** The stretch that is really covered, milliseconds since the epoch. */
  fromMs: number;
  toMs: number;
  items: (Refused & { within: { requests: number; records: number } })[];
}

/** What the rest of the server says about itself. */
export interface ServerFacts {
  readonly version: string;
  readonly engine: string;
  /** What arrives of a project, averaged over the last seconds. */
  perSecond(project: string): Arriving;
  /** What arrived of a project since the start. */
  received(project: string): Arriving;
  /** What was not taken of a project, and of senders whose key is not known, since the start. */
  refused(project: string): Refused[];
  /** The same with what of it was in a stretch of the last day. */
  refusedWithin(project: string, fromMs: number, toMs: number): RefusedWithin;
  /** What is kept, for how long, and what was removed. */
  keeping(): Promise<Keeping>;
  /** When data is acknowledged. */
  readonly durability: Durability;
  /** The way into the database, and its disk. */
  health(): StoreHealth;
}

/** What a question is answered with. */
export interface Context {
  /** Counts what it reads and stops with the connection. */
  readonly source: Source;
  readonly server: ServerFacts;
  /** What people change. */
  readonly keep: Keep;
  /** Who asks. That they may has been decided before. */
  readonly principal: Principal;
  /** The moment that relative times count from, milliseconds since the epoch. */
  readonly nowMs: number;
}

/** A question whose parameters have been read. */
export type Readied =
  | { readonly ok: true; readonly answer: (context: Context) => Promise<Answer<object>> }
  | { readonly ok: false; readonly issues: readonly z.core.$ZodIssue[] };

/** One question of the API: a GET route and a name for `POST /ask`. */
export interface Question {
  /** The route below `/api/v1/`: `services/:service/operations`. */
  readonly name: string;
  readonly summary: string;
  /** Who may ask. */
  readonly who: Who;
  readonly params: z.ZodObject;
  readonly answer: z.ZodType;
  /** Names of what an item of its list holds, in order: what a CSV shows. Empty where the answer is no list. */
  readonly columns: readonly string[];
  /** Reads parameters by {@link Question.params}. */
  readonly ready: (raw: Readonly<Record<string, unknown>>) => Readied;
}

/** The part of an answer that is the question's own. */
type Body<A> = A extends unknown ? Omit<A, keyof Envelope> : never;

interface Definition<P extends z.ZodObject, A extends z.ZodType> {
  name: string;
  summary: string;
  /** Who may ask. @defaultValue 'reader' */
  who?: Who;
  params: P;
  answer: A;
  handle: (context: Context, params: z.output<P>) => Promise<Answer<Body<z.output<A>>>>;
}

/** Declares a question; its handler is checked against both schemas by the compiler. */
export function question<P extends z.ZodObject, A extends z.ZodType>(definition: Definition<P, A>): Question {
  const { name, summary, who = 'reader', params, answer, handle } = definition;
  return {
    name,
    summary,
    who,
    params,
    answer,
    columns: columnsOf(answer),
    ready(raw) {
      const result = params.safeParse(raw);
      if (!result.success) return { ok: false, issues: result.error.issues };
      return { ok: true, answer: (context) => handle(context, result.data) };
    },
  };
}

function columnsOf(answer: z.ZodType): string[] {
  const items: unknown = answer instanceof z.ZodObject ? answer.shape['items'] : undefined;
  if (!(items instanceof z.ZodArray) || !(items.element instanceof z.ZodObject)) return [];
  return Object.keys(items.element.shape);
}
