import { attempt, cut, jsonOf, read } from './bounded.ts';
import type { Captured, Thrown } from './event.ts';
import { isNoise } from './noise.ts';

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
function describe(thrown: unknown, limits: Limits = WHOLE): Thrown {
  const [name, given, stack] = [read(thrown, 'name'), read(thrown, 'message'), read(thrown, 'stack')];
  const isError = typeof given === 'string';
  const message = isError ? given : show(thrown);
  return {
    type: cut((isError && typeof name === 'string' && name) || classOf(thrown), MAX_TYPE),
    message: cut(message, limits.message),
    stack: cut(typeof stack === 'string' ? withoutLongMessage(stack, message, limits.message) : '', limits.stack),
  };
}

/**
 * What is captured of anything that was thrown; nothing where it is only noise.
 *
 * @param place gives what stands for the stack where there is none.
 */
export function exceptionOf(thrown: unknown, place: () => string): Captured | undefined {
  const what = describe(thrown);
  if (what.stack === '') {
    what.stack = place();
    if (isNoise(what)) return undefined;
  }
  return { kind: 'exception', ...what, causes: causesOf(thrown), aggregated: aggregatedIn(thrown) };
}

/** What is captured of a text. */
export function messageOf(text: string): Captured {
  return { kind: 'message', type: '', message: cut(text, WHOLE.message), stack: '', causes: [], aggregated: [] };
}

/** The chain of `cause`, outermost first. */
function causesOf(thrown: unknown): Thrown[] {
  const chain = [thrown];
  let cause = read(thrown, 'cause');
  while (cause !== undefined && cause !== null && !chain.includes(cause) && chain.length <= MAX_OTHERS) {
    chain.push(cause);
    cause = read(cause, 'cause');
  }
  return chain.slice(1).map((cause) => describe(cause, PART));
}

/** The errors that an AggregateError holds. */
function aggregatedIn(thrown: unknown): Thrown[] {
  const errors = read(thrown, 'errors');
  return (
    attempt(() => Array.isArray(errors) && errors.slice(0, MAX_OTHERS).map((error) => describe(error, PART))) || []
  );
}

/** V8 begins a stack with the message, which may be longer than all that is kept: the frames come after it. */
function withoutLongMessage(stack: string, message: string, max: number): string {
  const at = message.length > max ? stack.indexOf(message.slice(0, max)) : -1;
  return at < 0 ? stack : stack.slice(0, at) + cut(message, max) + stack.slice(at + message.length);
}

/** A short text for what has no message of its own. */
function show(value: unknown): string {
  return (
    (typeof value === 'object' && jsonOf(value, PART.message, PART.message)) ||
    (attempt(() => String(read(value, 'name') ?? value)) ?? '')
  );
}

/** The name of a value's class as JavaScript itself tells it, which no minifier changes. */
function classOf(value: unknown): string {
  return attempt(() => Object.prototype.toString.call(value).slice(8, -1)) ?? 'Object';
}
