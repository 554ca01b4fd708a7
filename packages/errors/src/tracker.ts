import type { LogRecord } from '@sightglass/otlp';
import { attempt } from './bounded.ts';
import { aggregatedIn, causesOf, describe, messageOf } from './describe.ts';
import type { CaptureContext, Level } from './event.ts';
import { isNoise } from './noise.ts';
import type { ErrorsOptions } from './options.ts';
import { createPipeline } from './pipeline.ts';
import type { Guarded, PlatformFacts } from './pipeline.ts';
import { redact } from './redact.ts';
import { createCallScopes, createScopeData, extended, scopeOf } from './scope.ts';
import type { Scope, ScopeData, ScopeKeeper } from './scope.ts';
import type { Sink } from './sink.ts';

/** Captures errors and sends them. Its methods never throw; those of a scope speak to the innermost one that is open. */
export interface Tracker extends Scope {
  /** Captures anything that was thrown; the same error once. Returns the event's id (`log.record.uid`), empty where nothing was sent. */
  captureException(error: unknown, context?: CaptureContext): string;
  /** Captures a text. Returns the event's id, empty where nothing was sent. */
  captureMessage(text: string, levelOrContext?: Level | CaptureContext): string;
  /** Calls `callback` with a scope of its own, and returns what it returns; an error that it throws keeps the scope. */
  withScope<T>(callback: (scope: Scope) => T): T;
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
   * @param place what stands for the stack where there is none.
   */
  capture(thrown: unknown, context: CaptureContext, place: () => string): string;
  /** Sends an event of the platform's own, within the same limits; those with the same `key` share one. */
  emit(record: LogRecord, key: string): void;
  /** A listener that throws nothing, and does nothing once the tracker has stopped. */
  readonly guarded: Guarded;
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
  const pipeline = createPipeline(options, sink, facts);
  const program = createScopeData(options.maxBreadcrumbs ?? 100);
  const scope = (): ScopeData => scopes.current() ?? program;
  const ids = new WeakMap<object, string>();
  const thrownIn = new WeakMap<object, ScopeData>();
  const stops: (() => void)[] = [];

  const capture: Capturer['capture'] = (thrown, context, place) => {
    const known = isObject(thrown) ? ids.get(thrown) : undefined;
    if (known !== undefined) return known;
    const within = (isObject(thrown) ? thrownIn.get(thrown) : undefined) ?? scope();
    const id = pipeline.once(() => {
      const what = describe(thrown);
      if (what.stack === '') {
        what.stack = redact(place());
        if (isNoise(what)) return pipeline.drop('before_send');
      }
      const others = { causes: causesOf(thrown), aggregated: aggregatedIn(thrown) };
      return pipeline.send({ kind: 'exception', ...what, ...others }, context, within);
    });
    if (isObject(thrown)) ids.set(thrown, id);
    return id;
  };
  const captureException: Tracker['captureException'] = (error, context = {}) =>
    capture(error, context, () => stackBelow(captureException));

  return {
    ...scopeOf(scope),
    capture,
    captureException,
    captureMessage: (text, given = {}) =>
      pipeline.once(() => {
        const context = typeof given === 'string' ? { level: given } : given;
        return pipeline.send(messageOf(text), { level: 'info', ...context }, scope());
      }),
    emit: (record, key) => void pipeline.once(() => pipeline.sendOther(record, key)),
    guarded: pipeline.guarded,
    withScope: (callback) => {
      const inner = extended(scope());
      return scopes.run(inner, () => {
        try {
          return callback(scopeOf(() => inner));
        } catch (error) {
          if (isObject(error) && !thrownIn.has(error)) thrownIn.set(error, inner);
          throw error;
        }
      });
    },
    onStop: (undo) => void stops.push(undo),
    flush: () => settledQuietly(sink.flush),
    stop: () => {
      pipeline.stop();
      for (const undo of stops.splice(0)) attempt(undo, undefined);
      return settledQuietly(sink.close ?? sink.flush);
    },
  };
}

/** A stack of the caller of `below`, for what was thrown without one. */
export function stackBelow(below: (...given: never[]) => unknown): string {
  const here = new Error();
  // Where an engine does not know it, the frames of this package come first.
  Error.captureStackTrace?.(here, below);
  return here.stack ?? '';
}

function isObject(value: unknown): value is object {
  return Object(value) === value;
}

async function settledQuietly(run: (() => Promise<void>) | undefined): Promise<void> {
  try {
    await run?.();
  } catch {
    // The sink says by itself what it could not send.
  }
}
