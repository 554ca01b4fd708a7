import type { z } from 'zod';
import type { Answer } from '../ask/scope.ts';
import type { Source } from '../ask/statement.ts';
import type { Envelope } from './shapes.ts';

/** What the rest of the server says about itself. */
export interface ServerFacts {
  readonly version: string;
  readonly engine: string;
  /** What arrives, averaged over the last seconds. */
  perSecond(): { spans: number; logRecords: number; dataPoints: number };
}

/** What a question is answered with. */
export interface Context {
  /** Counts what it reads and stops with the connection. */
  readonly source: Source;
  readonly server: ServerFacts;
  /** The moment that relative times count from, milliseconds since the epoch. */
  readonly nowMs: number;
}

/** One question of the API: a GET route and a name for `POST /ask`. */
export interface Question {
  /** The route below `/api/v1/`: `services/:service/operations`. */
  readonly name: string;
  readonly summary: string;
  readonly params: z.ZodObject;
  readonly answer: z.ZodType;
  /** Answers `{items, next}` and can be had as CSV. */
  readonly isList: boolean;
  handle(context: Context, params: Record<string, unknown>): Promise<Answer<object>>;
}

/** The part of an answer that is the question's own. */
type Body<A> = A extends unknown ? Omit<A, keyof Envelope> : never;

interface Definition<P extends z.ZodObject, A extends z.ZodType> {
  name: string;
  summary: string;
  params: P;
  answer: A;
  handle(context: Context, params: z.output<P>): Promise<Answer<Body<z.output<A>>>>;
}

/** Declares a question; its handler is checked against both schemas by the compiler. */
export function question<P extends z.ZodObject, A extends z.ZodType>(definition: Definition<P, A>): Question {
  const { name, summary, params, answer } = definition;
  const isList = 'shape' in answer && Object.hasOwn(answer.shape as object, 'items');
  // The parameters have passed `params` when they arrive here (run.ts).
  const handle = definition.handle as unknown as Question['handle'];
  return { name, summary, params, answer, isList, handle };
}
