import { SCOPE_ERRORS } from '@sightglass/api/semconv';
import type { Consent, LogRecord } from '@sightglass/otlp';
import { attempt } from './bounded.ts';
import { exceptionOf, messageOf } from './describe.ts';
import type { CaptureContext, Level } from './event.ts';
import { createGate } from './gate.ts';
import { createMaking } from './making.ts';
import type { PlatformFacts } from './making.ts';
import type { ErrorsOptions } from './options.ts';
import { createCallScopes, createScopeData, scopeOf } from './scope.ts';
import type { Scope, ScopeData, ScopeKeeper } from './scope.ts';
import type { Sink } from './sink.ts';

/** Captures errors and sends them. Its methods never throw; those of a scope speak to the innermost one that is open. */
export interface Tracker extends Scope {
  /** Captures anything that was thrown; the same error once. Returns the event's id (`log.record.uid`), empty where nothing was sent. */
  readonly captureException: (error: unknown, context?: CaptureContext) => string;
  /** Captures a text. Returns the event's id, empty where nothing was sent. */
  captureMessage(text: string, levelOrContext?: Level | CaptureContext): string;
  /** Calls `callback` with a scope of its own, and returns what it returns; an error that it throws keeps the scope. */
  withScope<T>(callback: (scope: Scope) => T): T;
  /** Says whether may be sent and stored, to a client of `@sightglass/otlp`; other destinations do not know of it. */
  setConsent(consent: Consent): void;
  /** Sends what waits. Never rejects. */
  flush(): Promise<void>;
  /** Captures nothing any more, and gives back what was taken over. Resolves when what waits was sent. */
  stop(): Promise<void>;
}

/** What the listeners of a platform capture with. */
export interface Capturer extends Tracker {
  /**
   * Captures what a listener saw.
   *
   * @param place gives what stands for the stack where there is none.
   */
  capture(thrown: unknown, context: CaptureContext, place: () => string): string;
  /** Sends an event of the platform's own, within the same limits; those with the same `key` share one. */
  emit(record: LogRecord, key: string): void;
  /** A listener that throws nothing. */
  guarded<Given extends unknown[]>(run: (...given: Given) => void): (...given: Given) => void;
  /** Has `undo` called when the tracker stops. */
  onStop(undo: () => void): void;
}

/** What a platform gives to the tracker. */
export interface TrackerParts extends PlatformFacts {
  readonly options: ErrorsOptions;
  readonly sink: Sink;
  /** @defaultValue a scope lasts for the length of a call */
  readonly scopes?: ScopeKeeper;
}

/** Makes a tracker; listeners of the platform come on top of it. */
export function createTracker({ options, sink, scopes = createCallScopes(), ...facts }: TrackerParts): Capturer {
  // With the console as it was before anybody wrapped it.
  // oxlint-disable-next-line no-console -- asked for by the option `debug`
  const tell = options.debug === true ? console.warn.bind(console, SCOPE_ERRORS) : (): void => {};
  const gate = createGate(options, sink, tell);
  const make = createMaking(options, facts, tell);
  const program = createScopeData(options.maxBreadcrumbs ?? 100);
  const scope = (): ScopeData => scopes.current() ?? program;
  const ids = new WeakMap<object, string>();
  const thrownIn = new WeakMap<object, ScopeData>();
  const stops: (() => void)[] = [];

  const tracker: Capturer = {
    ...scopeOf(scope),
    capture: (thrown, context, place) => {
      const key = isObject(thrown) ? thrown : {};
      const known = ids.get(key);
      if (known !== undefined) return known;
      const id = gate.pass(make.ofCaptured(() => exceptionOf(thrown, place), context, thrownIn.get(key) ?? scope()));
      ids.set(key, id);
      return id;
    },
    captureException: (error, context = {}) =>
      tracker.capture(error, context, () => stackBelow(tracker.captureException)),
    captureMessage: (text, given = {}) => {
      const context = typeof given === 'string' ? { level: given } : given;
      return gate.pass(make.ofCaptured(() => messageOf(text), { level: 'info', ...context }, scope()));
    },
    emit: (record, key) => {
      gate.pass(make.ofOther(record, key));
    },
    guarded:
      (run) =>
      (...given) => {
        try {
          run(...given);
        } catch (error) {
          tell(error);
        }
      },
    withScope: (callback) => {
      const inner = { ...scope() };
      return scopes.run(inner, () => {
        try {
          return callback(scopeOf(() => inner));
        } catch (error) {
          if (isObject(error) && !thrownIn.has(error)) thrownIn.set(error, inner);
          throw error;
        }
      });
    },
    onStop: (undo) => {
      stops.push(undo);
    },
    setConsent: (consent) => sink.setConsent?.(consent),
    flush: () => quietly(sink.flush),
    stop: () => {
      gate.close();
      for (const undo of stops.splice(0)) attempt(undo);
      return quietly(sink.close ?? sink.flush);
    },
  };
  return tracker;
}

/** A stack of who called `below`, for what was thrown without one. */
export function stackBelow(below: (...given: never[]) => unknown): string {
  const here = new Error();
  // Where an engine does not know it, the frames of this package come first.
  Error.captureStackTrace?.(here, below);
  return here.stack ?? '';
}

function isObject(value: unknown): value is object {
  return Object(value) === value;
}

async function quietly(run: (() => Promise<void>) | undefined): Promise<void> {
  try {
    await run?.();
  } catch {
    // The sink says by itself what it could not send.
  }
}
