import { tracingChannel } from 'node:diagnostics_channel';
import { types } from 'node:util';
import type { Context } from '@opentelemetry/api';
import { isRecord } from '../is-record.ts';
import { currentContext, storage } from '../tracer/context/storage.ts';
import { guarded } from './guarded.ts';

/** A call of a method that `wrapMethods` made visible, as its channel publishes it. */
export interface HookedCall {
  readonly self: unknown;
  /** May be replaced before the call. */
  arguments: unknown[];
  /** Undefined until the call returned. */
  result: unknown;
  /** What the call threw before it returned. */
  readonly error: unknown;
}

export type CallOutcome =
  | { readonly failed: false; readonly value: unknown }
  | { readonly failed: true; readonly error: unknown };

/** Kept on the call itself: a WeakMap would cost more than all the rest. */
const TELL = Symbol('sightglass');
type Followed = HookedCall & { [TELL]?: ((outcome: CallOutcome) => void) | undefined };

/** What a capture makes of one call. */
export interface RunningCall {
  /** The call runs in it, and so does everything that it starts. */
  readonly context: Context;
  /** Called once. Left out: the capture finds out by itself. */
  readonly end?: (outcome: CallOutcome) => void;
}

/**
 * Follows the calls of a hooked method to their end: the callback, where the last argument is a function; else the promise that
 * is returned; else the return. The program gets the same values in the same order; its callback runs in the context of
 * the caller. A promise of a class of the library's own, or what only acts like one, counts as returned: some do their work
 * when they are asked, and have methods of their own. Such a capture leaves `end` out.
 *
 * @param begin looks at a call that is about to be made; undefined lets it pass unseen. What it throws is told through `diag`.
 * @returns what ends the watch; calls under way are still followed.
 */
export function captureCalls(
  channel: `sightglass:${string}:${string}`,
  begin: (call: HookedCall) => RunningCall | undefined,
): () => void {
  const { start, end } = tracingChannel<Context, Followed>(channel);

  const enter = guarded(channel, (call: Followed, at: { context: Context }) => {
    const run = begin(call);
    if (run === undefined) return;
    const parent = at.context;
    at.context = run.context;
    if (run.end === undefined) return;
    const tell = once(channel, run.end);
    const called = call.arguments.at(-1);
    if (typeof called === 'function') {
      call.arguments = [...call.arguments.slice(0, -1), calledBack(called, parent, tell)];
      call[TELL] = (outcome) => outcome.failed && tell(outcome);
    } else {
      call[TELL] = tell;
    }
  });
  const leave = guarded(channel, (call: unknown) => {
    if (!isFollowed(call)) return;
    const { error, result, [TELL]: tell } = call;
    if (error !== undefined) tell({ failed: true, error });
    else if (isPlainPromise(result)) call.result = settled(result, tell);
    else tell({ failed: false, value: result });
  });

  start.bindStore(storage, (call) => {
    const at = { context: currentContext() };
    enter(call, at);
    return at.context;
  });
  end.subscribe(leave);
  return () => {
    start.unbindStore(storage);
    end.unsubscribe(leave);
  };
}

function isFollowed(call: unknown): call is HookedCall & { [TELL]: (outcome: CallOutcome) => void } {
  return isRecord(call) && TELL in call;
}

/** Not one of a class of its own, whose methods the program may want: its capture sees to the end by itself. */
function isPlainPromise(value: unknown): value is Promise<unknown> {
  return types.isPromise(value) && value.constructor.name === 'Promise';
}

/** The promise that the program gets instead: settled alike, and its rejection unhandled where the program handles none. */
function settled(promise: Promise<unknown>, tell: (outcome: CallOutcome) => void): Promise<unknown> {
  return promise.then(
    (value) => {
      tell({ failed: false, value });
      return value;
    },
    (error: unknown) => {
      tell({ failed: true, error });
      throw error;
    },
  );
}

/** The program's callback, after the end was told, in the context in which the program made the call. */
// oxlint-disable-next-line typescript/no-unsafe-function-type -- whatever the program gave
function calledBack(callback: Function, context: Context, tell: (outcome: CallOutcome) => void): Function {
  const wrapper = function (this: unknown, ...given: unknown[]): unknown {
    const [error, value] = given;
    tell(error === undefined || error === null ? { failed: false, value } : { failed: true, error });
    return storage.run(context, () => Reflect.apply(callback, this, given));
  };
  // Some libraries look at how many arguments a callback takes.
  Object.defineProperty(wrapper, 'length', { configurable: true, value: callback.length });
  return wrapper;
}

function once(channel: string, end: (outcome: CallOutcome) => void): (outcome: CallOutcome) => void {
  let isOver = false;
  return guarded(channel, (outcome) => {
    if (isOver) return;
    isOver = true;
    end(outcome);
  });
}
