import { attempt, cut, read } from './bounded.ts';
import type { Captured, Thrown } from './event.ts';
import { isNoise } from './noise.ts';

const MAX_TYPE = 256;
const MAX_MESSAGE = 4096;
const MAX_STACK = 16_384;
/** Most causes, and most errors of an AggregateError, that are told, and how much of each. */
const MAX_OTHERS = 5;
const MAX_OTHER_MESSAGE = 1024;
const MAX_OTHER_STACK = 4096;

/** Of what is no error. */
const MAX_FIELDS = 10;
const MAX_FIELD = 100;

/**
 * What is captured of anything that was thrown; nothing where it is only noise.
 *
 * @param place gives what stands for the stack where there is none.
 */
export function exceptionOf(thrown: unknown, place: () => string): Captured | undefined {
  const what = describe(thrown, MAX_MESSAGE, MAX_STACK);
  if (what.stacktrace === '') {
    what.stacktrace = place();
    if (isNoise(what)) return undefined;
  }
  return { kind: 'exception', ...what, causes: causesOf(thrown), aggregated: aggregatedIn(thrown) };
}

/** What is captured of a text. */
export function messageOf(text: string): Captured {
  return { kind: 'message', type: '', message: cut(text, MAX_MESSAGE), stacktrace: '', causes: [], aggregated: [] };
}

/**
 * What was thrown, whatever it is. An error is what has a message: `instanceof` would not know errors of another realm (frames, `vm`),
 * nor what has been cloned.
 */
export function describe(
  thrown: unknown,
  maxMessage: number = MAX_OTHER_MESSAGE,
  maxStack: number = MAX_OTHER_STACK,
): Thrown {
  const [name, given, stack = ''] = ['name', 'message', 'stack'].map((key) => {
    const text = read(thrown, key);
    return typeof text === 'string' ? text : undefined;
  });
  const message = given ?? show(thrown);
  return {
    type: cut((given !== undefined && name) || classOf(thrown), MAX_TYPE),
    message: cut(message, maxMessage),
    // V8 begins a stack with the message, which may be longer than all that is kept: the frames come after it.
    stacktrace: cut(message.length > maxMessage ? stack.slice(-maxStack) : stack, maxStack),
  };
}

/** The chain of `cause`, outermost first. */
function causesOf(thrown: unknown): Thrown[] {
  const chain = [thrown];
  let cause = read(thrown, 'cause');
  while (cause !== undefined && cause !== null && !chain.includes(cause) && chain.length <= MAX_OTHERS) {
    chain.push(cause);
    cause = read(cause, 'cause');
  }
  return chain.slice(1).map((cause) => describe(cause));
}

/** The errors that an AggregateError holds. */
function aggregatedIn(thrown: unknown): Thrown[] {
  const errors = read(thrown, 'errors');
  return attempt(() => Array.isArray(errors) && errors.slice(0, MAX_OTHERS).map((error) => describe(error))) || [];
}

/** A short text for what has no message of its own: of an object its first fields, though not what is within them. */
function show(value: unknown): string {
  if (typeof value !== 'object' || value === null) return cut(read(value, 'name') ?? value, MAX_MESSAGE);
  const names = attempt(() => Object.keys(value)) ?? [];
  return names
    .slice(0, MAX_FIELDS)
    .map((name) => `${name}: ${cut(read(value, name), MAX_FIELD)}`)
    .join(', ');
}

/** The name of a value's class as JavaScript itself tells it, which no minifier changes. */
function classOf(value: unknown): string {
  return attempt(() => Object.prototype.toString.call(value).slice(8, -1)) ?? 'Object';
}
