import { SCOPE_ERRORS } from '@sightglass/api/semconv';
import type { Attributes, Consent, LogRecord } from '@sightglass/otlp';
import { attempt } from './bounded.ts';
import { exceptionOf } from './describe.ts';
import type { Capture } from './describe.ts';
import type { Breadcrumb, CaptureContext } from './event.ts';
import { createGate } from './gate.ts';
import type { ActiveSpan } from './gate.ts';
import { isIgnored } from './noise.ts';
import type { ErrorsOptions } from './options.ts';
import { recordOf } from './record.ts';
import { merged, NO_STEPS } from './scope.ts';
import type { ScopeData, ScopeKeeper } from './scope.ts';
import type { Sink } from './sink.ts';

/** What captures and sends, until it is stopped. No method throws. */
export interface Tracker {
  /** Says whether may be sent and stored, to a client of `@sightglass/otlp`; other destinations do not know of it. */
  setConsent(consent: Consent): void;
  /** Sends what waits. Never rejects. */
  flush(): Promise<void>;
  /** Captures nothing any more, and gives back what was taken over. Resolves when what waits was sent; never rejects. */
  stop(): Promise<void>;
}

/** What the listeners of a platform, and the functions of a program, capture with. */
export interface Capturer extends Tracker {
  /** Keeps the scopes of calls; without it, one takes the place of the program's for the length of a call. */
  readonly scopes: ScopeKeeper | undefined;
  /** Of what was thrown out of scopes, the innermost one. */
  readonly scopeOf: WeakMap<object, ScopeData>;
  /** The scope of all that is in no other. */
  program: ScopeData;
  /** Most steps that are kept; undefined where nothing was said of it. */
  readonly maxBreadcrumbs: number | undefined;
  /** The scope that is open: the innermost, or the program's. */
  scope(): ScopeData;
  /**
   * Captures anything that was thrown, the same error once.
   *
   * @param place gives what stands for the stack where there is none.
   * @param isLast whether the program ends by it: no limit keeps it back then, not even one that did before.
   * @returns the event's id; empty where nothing was sent.
   */
  capture(thrown: unknown, context: CaptureContext, place: () => string, isLast?: boolean): string;
  /** Sends what is captured. Returns the event's id; nothing, or an empty one, where nothing was sent. */
  send(capture: Capture, context: CaptureContext, scope?: ScopeData, isLast?: boolean): string | undefined;
  /** Sends an event of the platform's own, within the same limits; those with the same `key` share one. */
  emit(record: LogRecord, key: string): void;
  addBreadcrumb(crumb: Breadcrumb): void;
  /** A function that throws nothing. */
  readonly guarded: <Given extends unknown[], Result>(
    run: (...given: Given) => Result,
  ) => (...given: Given) => Result | undefined;
  /** Has `undo` called when the tracker stops. */
  readonly onStop: (undo: () => void) => void;
}

/** What a platform gives to the tracker. */
export interface TrackerParts {
  readonly options: ErrorsOptions;
  readonly sink: Sink;
  readonly scopes?: ScopeKeeper;
  /** The scope of all that is in no other. Default: one that keeps no steps until `keepSteps` is called. */
  readonly program?: ScopeData;
  /** What the platform knows of every event. */
  readonly attributes?: () => Attributes;
  /** The span that is active now; for sinks that do not know by themselves. */
  readonly activeSpan?: ActiveSpan;
  /** Told of what is thrown inside. Default: said on the console where the option `debug` asks for it. */
  readonly tell?: (problem: unknown) => void;
}

/** Makes a tracker; listeners of the platform come on top of it. */
export function createTracker({ options, sink, scopes, ...platform }: TrackerParts): Capturer {
  const { ignore = [], beforeSend, maxBreadcrumbs, debug } = options;
  // With the console as it was before anybody wrapped it.
  // oxlint-disable-next-line no-console -- asked for by the option `debug`
  const tell = platform.tell ?? (debug === true ? console.warn.bind(console, SCOPE_ERRORS) : undefined);
  let gate = createGate(options, sink, platform.activeSpan, tell);
  /** Of what was captured; `undefined` where the limit was in the way. */
  const ids = new WeakMap<object, string | undefined>();
  const stops: (() => void)[] = [];
  const known = (more?: Attributes): Attributes => ({
    ...platform.attributes?.(),
    ...options.attributes,
    ...more,
  });

  const tracker: Capturer = {
    scopes,
    scopeOf: new WeakMap(),
    maxBreadcrumbs,
    program: platform.program ?? { said: {}, breadcrumbs: NO_STEPS },
    scope: () => scopes?.current() ?? tracker.program,
    capture: (thrown, context, place, isLast) => {
      // Of what is no object: one that nobody else has.
      const key: object = Object(thrown);
      let id = ids.get(key);
      if (id === undefined && (isLast || !ids.has(key)))
        ids.set(key, (id = tracker.send(exceptionOf(thrown, place), context, tracker.scopeOf.get(key), isLast)));
      return id ?? '';
    },
    send: (capture, context, { said, breadcrumbs } = tracker.scope(), isLast = false) =>
      gate((take, newId) => {
        const what = capture(take);
        if (typeof what === 'string') return what;
        if (isIgnored(what, ignore)) return 'before_send';
        const { level = 'warning', handled = true, mechanism = 'manual' } = context;
        const id = newId();
        const attributes = known(context.attributes);
        const fixed = { id, level, handled, mechanism, attributes, breadcrumbs: breadcrumbs.list() };
        const event = { ...what, ...merged(said, context), ...fixed };
        const wanted = beforeSend === undefined ? event : attempt(() => beforeSend(event), tell);
        // Neither null nor what is no event at all, such as the promise of one.
        return wanted?.id === id ? recordOf(wanted) : 'before_send';
      }, isLast),
    emit: (record, key) => {
      gate((take) => (take(key) ? { ...record, attributes: known(record.attributes) } : 'rate_limited'));
    },
    addBreadcrumb: (crumb) => tracker.scope().breadcrumbs.add(crumb),
    guarded:
      (run) =>
      (...given) =>
        attempt(() => run(...given), tell),
    onStop: (undo) => {
      stops.push(undo);
    },
    setConsent: (consent) => sink.setConsent?.(consent),
    flush: () => quietly(() => sink.flush?.()),
    stop: () => {
      gate = () => '';
      for (const undo of stops.splice(0)) attempt(undo);
      return quietly(() => (sink.close ? sink.close() : sink.flush?.()));
    },
  };
  return tracker;
}

async function quietly(run: () => Promise<void> | undefined): Promise<void> {
  try {
    await run();
  } catch {
    // The sink says by itself what it could not send.
  }
}
