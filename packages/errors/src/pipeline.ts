import { ATTR_LOG_RECORD_UID } from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import type { Attributes, DropReason, LogRecord } from '@sightglass/otlp';
import { attempt, read } from './bounded.ts';
import type { CaptureContext, Captured, ErrorEvent } from './event.ts';
import { isIgnored } from './noise.ts';
import type { ErrorsOptions } from './options.ts';
import { createRateLimit, dedupeKey } from './rate-limit.ts';
import { recordOf, settled } from './record.ts';
import { extended } from './scope.ts';
import type { ScopeData } from './scope.ts';
import type { Sink } from './sink.ts';

/** What a platform adds to every event. */
export interface PlatformFacts {
  /** What it knows of every event. */
  readonly attributes?: () => Attributes;
  /** The span that is active now; for sinks that do not know by themselves. */
  readonly activeSpan?: () => Pick<LogRecord, 'traceId' | 'spanId' | 'traceFlags'> | undefined;
}

/** Makes a listener of a function. */
export type Guarded = <Given extends unknown[]>(run: (...given: Given) => void) => (...given: Given) => void;

/** From what was captured to the sink. Each capture ends as an event with an id, or as one counted drop and ''. */
export interface Pipeline {
  /** Runs one capture, and lets nothing out of it that is thrown. */
  once(run: () => string): string;
  drop(reason: DropReason, why?: unknown): '';
  /** Within `once`: fills the event, asks the program, sends it. */
  send(what: Captured, context: CaptureContext, within: ScopeData): string;
  /** Within `once`: sends an event of the platform's own. */
  sendOther(record: LogRecord, key: string): string;
  /** A listener that throws nothing, and does nothing once nothing is let through. */
  readonly guarded: Guarded;
  /** Lets nothing through any more. */
  stop(): void;
}

/** Makes the way of all captures of one tracker. */
export function createPipeline(options: ErrorsOptions, sink: Sink, facts: PlatformFacts): Pipeline {
  const {
    sampleRatio = 1,
    ignore = [],
    beforeSend = (event) => event,
    maxPerMinute = 100,
    maxSamePerMinute = 10,
  } = options;
  const limit = createRateLimit(maxPerMinute, maxSamePerMinute);
  const tell = createTeller(options.debug);
  let isBusy = false;
  let isStopped = false;

  const drop = (reason: DropReason, why?: unknown): '' => {
    attempt(() => sink.countDropped?.(reason, 1), undefined);
    if (why !== undefined) tell(reason, why);
    return '';
  };
  const known = (): Attributes => ({
    ...attempt(() => facts.attributes?.(), undefined),
    ...(typeof options.attributes === 'function' ? attempt(options.attributes, {}) : options.attributes),
  });
  return {
    drop,
    once: (run) => {
      if (isStopped || Math.random() >= sampleRatio) return '';
      // By `beforeSend` or a getter: it would never end.
      if (isBusy) return drop('before_send', 'something was captured while an event was made');
      if (!limit.hasRoom()) return drop('rate_limited');
      isBusy = true;
      try {
        return run();
      } catch (error) {
        return drop('unsendable', error);
      } finally {
        isBusy = false;
      }
    },
    send: (what, context, within) => {
      if (isIgnored(what, ignore)) return drop('before_send');
      if (!limit.take(dedupeKey(what))) return drop('rate_limited');
      const time = Date.now();
      const id = createUuidV7(time);
      const { level = 'warning', handled = true, mechanism = 'manual' } = context;
      const { breadcrumbs, ...said } = extended(within, context);
      const attributes = { ...known(), ...context.attributes };
      const event = { ...what, ...said, id, level, handled, mechanism, attributes, breadcrumbs: breadcrumbs.list() };
      let wanted: ErrorEvent | null;
      try {
        wanted = beforeSend(event);
      } catch (error) {
        return drop('before_send', error);
      }
      if (wanted === null) return drop('before_send');
      // Such as the promise of an event.
      if (read(wanted, 'id') !== id) return drop('before_send', 'beforeSend returned no event');
      sink.emit({ ...facts.activeSpan?.(), ...recordOf(wanted, time) });
      return id;
    },
    sendOther: (record, key) => {
      if (!limit.take(key)) return drop('rate_limited');
      const time = Date.now();
      const id = createUuidV7(time);
      const attributes = settled({ [ATTR_LOG_RECORD_UID]: id, ...known(), ...record.attributes });
      sink.emit({ ...facts.activeSpan?.(), time, ...record, attributes });
      return id;
    },
    guarded:
      (run) =>
      (...given) => {
        if (isStopped) return;
        try {
          run(...given);
        } catch (error) {
          tell('listener', error);
        }
      },
    stop: () => {
      isStopped = true;
    },
  };
}

/** Says what goes wrong, once a kind, where the program asked for it: with the console as it was before anybody wrapped it. */
function createTeller(isAsked: boolean = false): (kind: string, what: unknown) => void {
  // oxlint-disable-next-line no-console -- asked for by the option `debug`
  const warn = console.warn.bind(console);
  const told = new Set<string>();
  return (kind, what) => {
    if (!isAsked || told.has(kind)) return;
    told.add(kind);
    attempt(() => warn('@sightglass/errors:', kind, what), undefined);
  };
}
