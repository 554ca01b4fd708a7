import type { Attributes } from '@sightglass/otlp';
import { messageOf } from './describe.ts';
import type { Breadcrumb, CaptureContext, Level, User } from './event.ts';
import { createScopeData, scopeOf } from './scope.ts';
import type { Scope, ScopeData } from './scope.ts';
import type { Capturer } from './tracker.ts';

// One tracker a program, though several copies of this package can be loaded into it.
const KEY = Symbol.for('sightglass.errors.tracker');
const holder: typeof globalThis & { [KEY]?: Capturer | undefined } = globalThis;

/** The tracker that runs, or else the one that `make` makes; it is the program's until it stops. */
export function startCurrent(make: () => Capturer): Capturer {
  const running = holder[KEY];
  if (running !== undefined) return running;
  const tracker = make();
  holder[KEY] = tracker;
  tracker.onStop(() => {
    holder[KEY] = undefined;
  });
  return tracker;
}

/** The tracker that runs. */
export function currentTracker(): Capturer | undefined {
  return holder[KEY];
}

/**
 * Captures anything that was thrown; the same error once. Never throws.
 *
 * @returns the event's id (`log.record.uid`); empty where nothing was sent, as before `start`.
 */
export function captureException(error: unknown, context: CaptureContext = {}): string {
  return holder[KEY]?.capture(error, context, () => stackBelow(captureException)) ?? '';
}

/**
 * Captures a text. Never throws.
 *
 * @returns the event's id (`log.record.uid`); empty where nothing was sent, as before `start`.
 */
export function captureMessage(text: string, levelOrContext: Level | CaptureContext = {}): string {
  const context = typeof levelOrContext === 'string' ? { level: levelOrContext } : levelOrContext;
  return holder[KEY]?.send(messageOf(text), { level: 'info', ...context }) ?? '';
}

/**
 * Calls `callback` with a scope of its own and returns what it returns. What is captured during the call has what the scope holds, and so has an
 * error that it throws, wherever that is captured. In Node the scope holds for everything that the call starts; in pages, which cannot tell, it
 * ends with the call: after an `await` give what belongs to an error to `captureException`.
 */
export function withScope<T>(callback: (scope: Scope) => T): T {
  const tracker = holder[KEY];
  if (tracker === undefined) return callback(scopeOf(createScopeData(0)));
  const call = (inner: ScopeData): T => {
    try {
      return callback(scopeOf(inner));
    } catch (error) {
      const key: object = Object(error);
      if (!tracker.scopeOf.has(key)) tracker.scopeOf.set(key, inner);
      throw error;
    }
  };
  const outer = tracker.scope();
  if (tracker.scopes !== undefined) return tracker.scopes.run(outer, call);
  tracker.program = { ...outer };
  try {
    return call(tracker.program);
  } finally {
    tracker.program = outer;
  }
}

function currentScope(): Scope | undefined {
  const tracker = holder[KEY];
  return tracker && scopeOf(tracker.scope());
}

/** Who is affected, within the current scope; null takes it away. Does nothing before `start`. */
export function setUser(user: User | null): void {
  currentScope()?.setUser(user);
}

/** A text to search by, within the current scope. Does nothing before `start`. */
export function setTag(key: string, value: string): void {
  currentScope()?.setTag(key, value);
}

/** A block to read, within the current scope; null takes it away. Does nothing before `start`. */
export function setContext(name: string, context: Attributes | null): void {
  currentScope()?.setContext(name, context);
}

/** Groups what is captured within the current scope in place of the server's rule; null leaves it to the server. Does nothing before `start`. */
export function setFingerprint(parts: readonly string[] | null): void {
  currentScope()?.setFingerprint(parts);
}

/** A step that may lead to an error. Does nothing before `start`. */
export function addBreadcrumb(crumb: Breadcrumb): void {
  holder[KEY]?.addBreadcrumb(crumb);
}

/** A stack of who called `below`, for what was thrown without one. */
function stackBelow(below: (...given: never[]) => unknown): string {
  const here = new Error();
  // Where an engine does not know it, the frames of this package come first.
  Error.captureStackTrace?.(here, below);
  return here.stack ?? '';
}
