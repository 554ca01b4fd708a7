import type { Store } from '../store/store.ts';
import { LIMITS } from './limits.ts';
import { REPEATABLE } from './parameters.ts';
import { badField, Problem, type FieldError } from './problem.ts';
import type { Question, ServerFacts } from './question.ts';
import { createTally } from './tally.ts';

/** Parameters as they came: each name with its values. */
export type Given = ReadonlyMap<string, readonly string[]>;

/** What answers need of the server. */
export interface Desk {
  readonly store: Store;
  readonly server: ServerFacts;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Longest run time of one question, in milliseconds. @defaultValue `LIMITS.queryMs` */
  readonly queryMs?: number;
  /** Hears of every error that is not the asker's. */
  readonly onError?: (error: unknown) => void;
}

/** The body of an answer. */
export type AnswerBody = Record<string, unknown>;

/**
 * Answers one question.
 *
 * @param signal stops the work, in the database too.
 * @throws a {@link Problem}, or what the store threw (`problemOf`).
 */
export async function run(desk: Desk, question: Question, given: Given, signal: AbortSignal): Promise<AnswerBody> {
  const startedMs = performance.now();
  const params = readParams(question, given);
  const tally = createTally(desk.store, signal, desk.queryMs ?? LIMITS.queryMs);
  const context = { source: tally.source, server: desk.server, nowMs: desk.now() };
  const { range, body } = await question.handle(context, params);
  const rowsRead = tally.statements.reduce((sum, statement) => sum + statement.rowsRead, 0);
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    ...body,
    stats: { rowsRead, ms: Math.round((performance.now() - startedMs) * 10) / 10 },
    ...(params['explain'] === '1' ? { explain: tally.statements } : {}),
  };
}

/** Reads parameters by the schema of the question; whatever is wrong is named, all at once. */
function readParams(question: Question, given: Given): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const [name, values] of given) {
    if (REPEATABLE.has(name)) raw[name] = question.params.shape[name]?.type === 'string' ? values[0] : [...values];
    else if (values.length === 1) raw[name] = values[0];
    else throw badField(name, values, 'Give it once.');
  }
  const result = question.params.safeParse(raw);
  if (result.success) return result.data;
  const known = Object.keys(question.params.shape).join(', ');
  const errors = result.error.issues.flatMap((issue): FieldError[] => {
    if (issue.code === 'unrecognized_keys') {
      return issue.keys.map((field) => ({
        field,
        value: raw[field],
        remedy: `Leave it out: ${question.name} takes ${known}.`,
      }));
    }
    const field = String(issue.path[0] ?? '');
    return [{ field, value: raw[field], remedy: issue.message }];
  });
  throw new Problem(400, errors.map(({ field, remedy }) => `${field} cannot be used: ${remedy}`).join(' '), errors);
}
