import { attempt, classOf, cut, plain, read } from './bounded.ts';
import type { Captured, Thrown } from './event.ts';
import { redact } from './redact.ts';

/** Most causes, and most errors of an AggregateError, that are told. */
const MAX_OTHERS = 5;
const MAX_TYPE = 256;

/** Most characters of the texts of one error. */
interface Limits {
  readonly message: number;
  readonly stack: number;
}

const WHOLE: Limits = { message: 4096, stack: 16_384 };
const PART: Limits = { message: 1024, stack: 4096 };

/**
 * What was thrown, whatever it is. An error is what has a message: `instanceof` would not know errors of another realm (frames, `vm`),
 * nor what has been cloned.
 */
export function describe(thrown: unknown, limits: Limits = WHOLE): Thrown {
  const [name, given, stack] = [read(thrown, 'name'), read(thrown, 'message'), read(thrown, 'stack')];
  const isError = typeof given === 'string';
  const message = isError ? given : show(thrown);
  return {
    type: cut(isError && typeof name === 'string' && name !== '' ? name : classOf(thrown), MAX_TYPE),
    message: redact(cut(message, limits.message)),
    stack:
      typeof stack === 'string' ? redact(cut(withoutLongMessage(stack, message, limits.message), limits.stack)) : '',
  };
}

/** A message that the program gives. */
export function messageOf(text: unknown): Captured {
  return {
    kind: 'message',
    type: '',
    message: redact(cut(text, WHOLE.message)),
    stack: '',
    causes: [],
    aggregated: [],
  };
}

/** The chain of `cause`, outermost first. */
export function causesOf(thrown: unknown): Thrown[] {
  const causes: Thrown[] = [];
  const seen = new Set([thrown]);
  let cause = read(thrown, 'cause');
  while (cause !== undefined && cause !== null && !seen.has(cause) && causes.length < MAX_OTHERS) {
    seen.add(cause);
    causes.push(describe(cause, PART));
    cause = read(cause, 'cause');
  }
  return causes;
}

/** The errors that an AggregateError holds. */
export function aggregatedIn(thrown: unknown): Thrown[] {
  const errors = read(thrown, 'errors');
  if (!attempt(() => Array.isArray(errors), false)) return [];
  const count = Math.min(Number(read(errors, 'length')), MAX_OTHERS);
  return Array.from({ length: count }, (_, at) => describe(read(errors, at), PART));
}

/** V8 begins a stack with the message, which may be longer than all that is kept: the frames come after it. */
function withoutLongMessage(stack: string, message: string, max: number): string {
  const at = message.length > max ? stack.indexOf(message.slice(0, max)) : -1;
  return at < 0 ? stack : stack.slice(0, at) + cut(message, max) + stack.slice(at + message.length);
}

/** A short text for what has no message of its own. */
function show(value: unknown): string {
  if (typeof value === 'function') return `function ${String(read(value, 'name'))}`;
  if (typeof value !== 'object' || value === null) return String(value);
  return attempt(() => JSON.stringify(plain(value)), undefined) ?? classOf(value);
}
