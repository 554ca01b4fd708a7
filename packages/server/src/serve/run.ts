import type { Keep } from '../keep/keep.ts';
import type { Principal } from '../keep/principal.ts';
import type { Store } from '../store/store.ts';
import { authorize } from './authority.ts';
import { LIMITS } from './limits.ts';
import { isRepeatable } from './parameters.ts';
import { badInput } from './bad-input.ts';
import { badField } from './problem.ts';
import type { Question, ServerFacts } from './question.ts';
import { createTally } from './tally.ts';

/** Parameters as they came: each name with its values. */
export type Given = ReadonlyMap<string, readonly string[]>;

/** What answers need of the server. */
export interface Desk {
  readonly store: Store;
  readonly keep: Keep;
  readonly server: ServerFacts;
  /** Milliseconds since the epoch. */
  now(): number;
  /** Longest run time of one question, in milliseconds. @defaultValue `LIMITS.queryMs` */
  readonly queryMs?: number;
  /** Hears of every error that is not the asker's. */
  readonly onError?: (error: unknown) => void;
}

/** A desk with somebody before it. */
export interface Asked extends Desk {
  readonly principal: Principal;
}

/** The body of an answer. */
export type AnswerBody = Record<string, unknown>;

/**
 * Answers one question.
 *
 * @param signal stops the work, in the database too.
 * @throws a {@link Problem}, or what the store threw (`problemOf`).
 */
export async function run(desk: Asked, question: Question, given: Given, signal: AbortSignal): Promise<AnswerBody> {
  const startedMs = performance.now();
  const raw = authorizedOf(desk.principal, question, rawOf(question, given));
  const readied = question.ready(raw);
  if (!readied.ok) throw badInput(question.name, question.params, raw, readied.issues);
  const tally = createTally(desk.store, signal, desk.queryMs ?? LIMITS.queryMs);
  const { server, keep, principal } = desk;
  const context = { source: tally.source, server, keep, principal, nowMs: desk.now() };
  const { range, body } = await readied.answer(context);
  const rowsRead = tally.statements.reduce((sum, statement) => sum + statement.rowsRead, 0);
  return {
    from: new Date(range.fromMs).toISOString(),
    to: new Date(range.toMs).toISOString(),
    ...body,
    stats: { rowsRead, ms: Math.round((performance.now() - startedMs) * 10) / 10 },
    ...(raw['explain'] === '1' ? { explain: tally.statements } : {}),
  };
}

/** The same parameters with the project that is meant, once it is sure that whoever asks may see it. */
export function authorizedOf(
  principal: Principal,
  { who, params }: Pick<Question, 'who' | 'params'>,
  raw: Record<string, unknown>,
): Record<string, unknown> {
  const isOfProject = 'project' in params.shape;
  const asked = isOfProject && typeof raw['project'] === 'string' ? raw['project'] : undefined;
  const project = authorize(principal, who, asked);
  return isOfProject ? { ...raw, project } : raw;
}

/** Parameters as the schemas take them: lists where they may be repeated, else one text. */
export function rawOf({ params }: Pick<Question, 'params'>, given: Given): Record<string, unknown> {
  const raw: Record<string, unknown> = {};
  for (const [name, values] of given) {
    if (isRepeatable(params, name)) raw[name] = [...values];
    else if (values.length === 1) raw[name] = values[0];
    else throw badField(name, values, 'Give it once.');
  }
  return raw;
}
