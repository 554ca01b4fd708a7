import { z } from 'zod';
import { LIMITS } from './limits.ts';
import { Problem, problemBody, problemOf, type FieldError, type ProblemBody } from './problem.ts';
import type { Question } from './question.ts';
import { run, type AnswerBody, type Asked, type Given } from './run.ts';
import { named } from './shapes.ts';

const value = z.union([z.string(), z.number(), z.boolean()]);

/** A value of a parameter. */
export type AskValue = string | number | boolean;

/** One question of a `POST /ask`. */
export interface AskQuestion {
  id: string | number;
  /** The route without `/api/v1/`. */
  ask: string;
  /** Path parts and query parameters. */
  params: Record<string, AskValue | AskValue[] | null>;
}

const SHAPE = 'Send {"questions": [{"id": …, "ask": …, "params": {…}}]}.';

const request = z.strictObject({
  questions: z
    .array(
      z.strictObject({
        id: z
          .union([z.string().max(200), z.number()], 'Write a text of at most 200 characters, or a number.')
          .meta({ description: 'Comes back with the answer.' }),
        ask: z
          .string('Write the route without /api/v1/, as in services/:service/operations.')
          .meta({ description: 'The route without /api/v1/.', examples: ['services/:service/operations'] }),
        params: z
          .record(z.string(), z.union([value, z.array(value), z.null()]))
          .default({})
          .meta({ description: 'Path parts and query parameters; arrays for repeated ones, null for none.' }),
      }),
    )
    .min(1, 'Ask at least one question.')
    .max(LIMITS.questions, `Ask at most ${LIMITS.questions} questions at once.`),
});

/** The body of `POST /ask`. */
export const askRequest: z.ZodType<{ questions: AskQuestion[] }> = named('AskRequest', request);

/** One line of the answer of `POST /ask`. */
export interface AskLine {
  id: string | number;
  status: number;
  body: AnswerBody | ProblemBody;
}

/**
 * Reads the body of `POST /ask`.
 *
 * @throws a 400 that names what is wrong.
 */
export function readAsk(body: unknown): AskQuestion[] {
  const result = askRequest.safeParse(body);
  if (result.success) return result.data.questions;
  const errors = result.error.issues.map((issue): FieldError => {
    const field = issue.path.join('.');
    if (field === '' && issue.code !== 'unrecognized_keys') return { field: 'body', value: undefined, remedy: SHAPE };
    if (issue.code !== 'unrecognized_keys') return { field, value: undefined, remedy: issue.message };
    const names = issue.keys.map((key) => (field === '' ? key : `${field}.${key}`)).join(', ');
    return {
      field: names,
      value: undefined,
      remedy: 'Leave it out: a body has questions, a question has id, ask and params.',
    };
  });
  throw new Problem(400, errors.map(({ field, remedy }) => `${field}: ${remedy}`).join(' '), errors);
}

/**
 * Answers many questions at once, each as soon as it is ready. Identical ones run once; one that fails does not touch the others.
 *
 * @param signal stops all of them.
 */
export async function* askAll(
  desk: Asked,
  questions: readonly Question[],
  asked: AskQuestion[],
  signal: AbortSignal,
): AsyncGenerator<AskLine> {
  const running = new Map<string, Promise<Omit<AskLine, 'id'>>>();
  const pending = new Map<number, Promise<{ at: number; line: AskLine }>>();
  for (const [at, { id, ask, params }] of asked.entries()) {
    const given = givenOf(params);
    const key = JSON.stringify([ask, [...given].sort(([a], [b]) => (a < b ? -1 : 1))]);
    const answer = running.get(key) ?? answerOne(desk, questions, ask, given, signal);
    running.set(key, answer);
    pending.set(
      at,
      answer.then((rest) => ({ at, line: { id, ...rest } })),
    );
  }
  while (pending.size > 0) {
    const { at, line } = await Promise.race(pending.values());
    pending.delete(at);
    yield line;
  }
}

function givenOf(params: AskQuestion['params']): Given {
  const given = new Map<string, string[]>();
  for (const [name, values] of Object.entries(params)) {
    if (values !== null)
      given.set(
        name,
        [values].flat().map((item) => textOf(item)),
      );
  }
  return given;
}

function textOf(item: AskValue): string {
  return typeof item === 'boolean' ? (item ? '1' : '0') : String(item);
}

async function answerOne(
  desk: Asked,
  questions: readonly Question[],
  ask: string,
  given: Given,
  signal: AbortSignal,
): Promise<Omit<AskLine, 'id'>> {
  try {
    const question = questions.find(({ name }) => name === ask);
    if (question) return { status: 200, body: await run(desk, question, given, signal) };
    const remedy = `Write one of ${questions.map(({ name }) => name).join(', ')}.`;
    throw new Problem(404, `There is no question ${JSON.stringify(ask)}.`, [{ field: 'ask', value: ask, remedy }]);
  } catch (error) {
    const problem = problemOf(error, ask);
    if (problem.status === 500) desk.onError?.(error);
    return { status: problem.status, body: problemBody(problem) };
  }
}
