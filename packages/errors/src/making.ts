import { ATTR_LOG_RECORD_UID } from '@sightglass/api/semconv';
import type { Attributes, LogRecord } from '@sightglass/otlp';
import { attempt, read } from './bounded.ts';
import type { CaptureContext, Captured } from './event.ts';
import type { Make } from './gate.ts';
import { isIgnored } from './noise.ts';
import type { ErrorsOptions } from './options.ts';
import { dedupeKey } from './rate-limit.ts';
import { recordOf, settled } from './record.ts';
import { merged } from './scope.ts';
import type { ScopeData } from './scope.ts';

/** What a platform adds to every event. */
export interface PlatformFacts {
  /** What it knows of every event. */
  readonly attributes?: () => Attributes;
  /** The span that is active now; for sinks that do not know by themselves. */
  readonly activeSpan?: () => Pick<LogRecord, 'traceId' | 'spanId' | 'traceFlags'> | undefined;
}

/** How records are made of what was captured, and of the platform's own events. */
export interface Making {
  /** `capture` gives what was captured, or nothing where it is only noise. */
  ofCaptured(capture: () => Captured | undefined, context: CaptureContext, scope: ScopeData): Make;
  /** Those with the same `key` share one limit. */
  ofOther(record: LogRecord, key: string): Make;
}

/** Makes records as the options say. */
export function createMaking(options: ErrorsOptions, facts: PlatformFacts, tell: (problem: unknown) => void): Making {
  const { ignore = [], beforeSend } = options;
  const known = (): Attributes => ({
    ...attempt(() => facts.attributes?.()),
    ...(typeof options.attributes === 'function' ? attempt(options.attributes) : options.attributes),
  });
  const withSpan = (record: LogRecord): LogRecord => ({ ...facts.activeSpan?.(), ...record });
  return {
    ofCaptured: (capture, context, scope) => (id, time, take) => {
      const what = capture();
      if (what === undefined || isIgnored(what, ignore)) return 'before_send';
      if (!take(dedupeKey(what))) return 'rate_limited';
      const { level = 'warning', handled = true, mechanism = 'manual' } = context;
      const attributes = { ...known(), ...context.attributes };
      const breadcrumbs = scope.breadcrumbs.list();
      const event = { ...merged(scope.said, context), ...what, id, level, handled, mechanism, attributes, breadcrumbs };
      if (beforeSend === undefined) return withSpan(recordOf(event, time));
      try {
        const wanted = beforeSend(event);
        // Also where it is no event at all, such as the promise of one.
        if (wanted !== null && read(wanted, 'id') === id) return withSpan(recordOf(wanted, time));
      } catch (error) {
        tell(error);
      }
      return 'before_send';
    },
    ofOther: (record, key) => (id, time, take) => {
      if (!take(key)) return 'rate_limited';
      const attributes = settled({ ...known(), ...record.attributes, [ATTR_LOG_RECORD_UID]: id });
      return withSpan({ time, ...record, attributes });
    },
  };
}
