import { SCOPE_ERRORS } from '@sightglass/api/semconv';
import type { Attributes, Consent, LogRecord } from '@sightglass/otlp';
import { attempt, read } from './bounded.ts';
import { exceptionOf, messageOf } from './describe.ts';
import type { CaptureContext, Captured, Level } from './event.ts';
import { createGate } from './gate.ts';
import { isIgnored } from './noise.ts';
import type { ErrorsOptions } from './options.ts';
import { dedupeKey } from './rate-limit.ts';
import { recordOf } from './record.ts';
import { createCallScopes, createScopeData, merged, scopeOf } from './scope.ts';
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
export interface TrackerParts {
  readonly options: ErrorsOptions;
  readonly sink: Sink;
  /** @defaultValue a scope lasts for the length of a call */
  readonly scopes?: ScopeKeeper;
  /** What the platform knows of every event. */
  readonly attributes?: () => Attributes;
  /** The span that is active now; for sinks that do not know by themselves. */
  readonly activeSpan?: () => Pick<LogRecord, 'traceId' | 'spanId' | 'traceFlags'> | undefined;
}

/** Makes a tracker; listeners of the platform come on top of it. */
export function createTracker({ options, sink, scopes = createCallScopes(), ...platform }: TrackerParts): Capturer {
  const { ignore = [], beforeSend, maxBreadcrumbs = 100, debug } = options;
  // With the console as it was before anybody wrapped it.
  // oxlint-disable-next-line no-console -- asked for by the option `debug`
  const tell = debug === true ? console.warn.bind(console, SCOPE_ERRORS) : undefined;
  let gate = createGate(options, sink, tell);
  const program = createScopeData(maxBreadcrumbs);
  const scope = (): ScopeData => scopes.current() ?? program;
  const ids = new WeakMap<object, string>();
  const thrownIn = new WeakMap<object, ScopeData>();
  const stops: (() => void)[] = [];

  const known = (more?: Attributes): Attributes => ({
    ...attempt(() => platform.attributes?.()),
    ...options.attributes,
    ...more,
  });
  const withSpan = (record: LogRecord): LogRecord => ({ ...platform.activeSpan?.(), ...record });
  const send = (
    capture: () => Captured | undefined,
    context: CaptureContext,
    { said, breadcrumbs }: ScopeData,
  ): string =>
    gate((id, take) => {
      const what = capture();
      if (what === undefined || isIgnored(what, ignore)) return 'before_send';
      if (!take(dedupeKey(what))) return 'rate_limited';
      const { level = 'warning', handled = true, mechanism = 'manual' } = context;
      const fixed = {
        id,
        level,
        handled,
        mechanism,
        attributes: known(context.attributes),
        breadcrumbs: breadcrumbs.list(),
      };
      const event = { ...what, ...merged(said, context), ...fixed };
      const wanted = beforeSend === undefined ? event : attempt(() => beforeSend(event), tell);
      // Neither null nor what is no event at all, such as the promise of one.
      return read(wanted, 'id') === id && wanted ? withSpan(recordOf(wanted)) : 'before_send';
    });

  const tracker: Capturer = {
    ...scopeOf(scope),
    capture: (thrown, context, place) => {
      // Of what is no object: one that nobody else has.
      const key: object = Object(thrown);
      const known = ids.get(key);
      if (known !== undefined) return known;
      const id = send(() => exceptionOf(thrown, place), context, thrownIn.get(key) ?? scope());
      ids.set(key, id);
      return id;
    },
    captureException: (error, context = {}) =>
      tracker.capture(error, context, () => stackBelow(tracker.captureException)),
    captureMessage: (text, given = {}) => {
      const context = typeof given === 'string' ? { level: given } : given;
      return send(() => messageOf(text), { level: 'info', ...context }, scope());
    },
    emit: (record, key) => {
      gate((_, take) => (take(key) ? withSpan({ ...record, attributes: known(record.attributes) }) : 'rate_limited'));
    },
    guarded:
      (run) =>
      (...given) =>
        attempt(() => run(...given), tell),
    withScope: (callback) =>
      scopes.run(scope(), (inner) => {
        try {
          return callback(scopeOf(() => inner));
        } catch (error) {
          const key: object = Object(error);
          if (!thrownIn.has(key)) thrownIn.set(key, inner);
          throw error;
        }
      }),
    onStop: (undo) => {
      stops.push(undo);
    },
    setConsent: (consent) => sink.setConsent?.(consent),
    flush: () => quietly(sink.flush),
    stop: () => {
      gate = () => '';
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

async function quietly(run: (() => Promise<void>) | undefined): Promise<void> {
  try {
    await run?.();
  } catch {
    // The sink says by itself what it could not send.
  }
}
