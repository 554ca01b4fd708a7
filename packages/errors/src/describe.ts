import type { DropReason } from '@sightglass/otlp';
import { attempt, cut, jsonOf, read } from './bounded.ts';
import type { Captured, Thrown } from './event.ts';
import { isNoise } from './noise.ts';
import type { Take } from './gate.ts';

const MAX_TYPE = 256;
/** Characters of a message; a stack has four times as many. */
const MAX_MESSAGE = 4096;
const STACK_TO_MESSAGE = 4;
/** Most causes, and most errors of an AggregateError, that are told, and how much of the message of each. */
const MAX_OTHERS = 5;
const MAX_OTHER_MESSAGE = 1024;
/** Of errors with the same text, so many shares of the limit are looked at; of more not even the stack is read, which costs most. */
const MAX_LOOKS = 10;

/** What is captured, or why nothing is: it is noise, or too much of the same. */
export type Capture = (take: Take) => Captured | DropReason;

/**
 * Captures anything that was thrown. To the limit those are the same that have one type, message (without digits) and first raw line of the stack
 * that tells a place.
 *
 * @param place gives what stands for the stack where there is none.
 */
export function exceptionOf(thrown: unknown, place: () => string): Capture {
  return (take) => {
    const head = headOf(thrown, MAX_MESSAGE);
    const key = keyOf(head);
    if (!take(key, MAX_LOOKS)) return 'rate_limited';
    let stacktrace = stackOf(thrown, MAX_MESSAGE);
    if (stacktrace === '') {
      stacktrace = cut(place(), MAX_MESSAGE);
      if (isNoise(head.message, stacktrace)) return 'before_send';
    }
    const line = /^.*:\d+:\d+\)?$/m.exec(stacktrace)?.[0] ?? '';
    if (!take(`${key}|${line.slice(0, MAX_KEY)}`)) return 'rate_limited';
    return { kind: 'exception', ...head, stacktrace, causes: causesOf(thrown), aggregated: aggregatedIn(thrown) };
  };
}

/** Captures a text. */
export function messageOf(text: string): Capture {
  return (take) => {
    const head = { type: '', message: cut(text, MAX_MESSAGE) };
    if (!take(keyOf(head))) return 'rate_limited';
    return { kind: 'message', ...head, stacktrace: '', causes: [], aggregated: [] };
  };
}

/** What was thrown, as one of several. */
export function describe(thrown: unknown): Thrown {
  return { ...headOf(thrown, MAX_OTHER_MESSAGE), stacktrace: stackOf(thrown, MAX_OTHER_MESSAGE) };
}

const MAX_KEY = 256;

function keyOf({ type, message }: Omit<Thrown, 'stacktrace'>): string {
  return `${type}|${message.slice(0, MAX_KEY).replace(/\d+/g, '')}`;
}

/**
 * Type and message. An error is what has a message: `instanceof` would not know errors of another realm (frames, `vm`), nor what has been cloned.
 */
function headOf(thrown: unknown, maxMessage: number): Omit<Thrown, 'stacktrace'> {
  const message = textOf(thrown, 'message');
  const type = (message !== undefined && textOf(thrown, 'name')) || classOf(thrown);
  return { type: cut(type, MAX_TYPE), message: cut(message ?? show(thrown), maxMessage) };
}

function stackOf(thrown: unknown, maxMessage: number): string {
  const stack = textOf(thrown, 'stack') ?? '';
  const max = maxMessage * STACK_TO_MESSAGE;
  // V8 begins a stack with the message, which may be longer than all that is kept: the frames come after it.
  return cut((textOf(thrown, 'message') ?? '').length > maxMessage ? stack.slice(-max) : stack, max);
}

function textOf(thrown: unknown, key: string): string | undefined {
  const text = read(thrown, key);
  return typeof text === 'string' ? text : undefined;
}

/** The chain of `cause`, outermost first. */
function causesOf(thrown: unknown): Thrown[] {
  const chain = [thrown];
  let cause = read(thrown, 'cause');
  while (cause !== undefined && cause !== null && !chain.includes(cause) && chain.length <= MAX_OTHERS) {
    chain.push(cause);
    cause = read(cause, 'cause');
  }
  return chain.slice(1).map(describe);
}

/** The errors that an AggregateError holds. */
function aggregatedIn(thrown: unknown): Thrown[] {
  const errors = read(thrown, 'errors');
  return attempt(() => Array.isArray(errors) && errors.slice(0, MAX_OTHERS).map(describe)) || [];
}

/** A short text for what has no message of its own. Of what is too large the class: to make it a text may take seconds. */
function show(value: unknown): unknown {
  return typeof value === 'object'
    ? (jsonOf(value, MAX_OTHER_MESSAGE) ?? classOf(value))
    : (read(value, 'name') ?? value);
}

/** The name of a value's class as JavaScript itself tells it, which no minifier changes. */
function classOf(value: unknown): string {
  return attempt(() => Object.prototype.toString.call(value).slice(8, -1)) ?? 'Object';
}
