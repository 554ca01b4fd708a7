import { ATTR_LOG_RECORD_UID, SCOPE_ERRORS } from '@sightglass/api/semconv';
import { createUuidV7 } from '@sightglass/api/uuid-v7';
import type { DropReason, LogRecord } from '@sightglass/otlp';
import { attempt } from './bounded.ts';
import type { ErrorsOptions } from './options.ts';
import { settled } from './record.ts';
import type { Sink } from './sink.ts';

const MINUTE_MS = 60_000;
/** Most keys that are remembered. */
const MAX_KEYS = 1000;
/** One object, because clients group by it. */
const SCOPE = { name: SCOPE_ERRORS };

/** Counts one of a key, for the minute that begins with a capture. False where the key's share, times `shares`, is used up. */
export type Take = (key: string, shares?: number) => boolean;

/**
 * The one way to the sink. Each capture ends as a record, whose id is returned, or as one counted drop and ''. Nothing is thrown.
 *
 * `make` takes a share of the limit, and makes the record or says why there is none; to ask for the id costs, of what is dropped it should not.
 * What comes `last`, before the program ends, passes the limit. The answer is `undefined` where the limit alone was in the way.
 */
export type Gate = (
  make: (take: Take, newId: () => string) => LogRecord | DropReason,
  isLast?: boolean,
) => string | undefined;

/** The span that is active when it is asked. */
export type ActiveSpan = () => Pick<LogRecord, 'traceId' | 'spanId' | 'traceFlags'> | undefined;

/** Makes the gate, with sampling and limits of the options. */
export function createGate(
  options: ErrorsOptions,
  sink: Sink,
  span?: ActiveSpan,
  tell?: (problem: unknown) => void,
): Gate {
  const { sampleRatio = 1, maxPerMinute = 100, maxSamePerMinute = 10 } = options;
  const counts = new Map<string, number>();
  let ends = 0;
  let left = 0;
  const take: Take = (key, shares = 1) => {
    const count = counts.get(key) ?? 0;
    if (count >= maxSamePerMinute * shares) return false;
    if (counts.size > MAX_KEYS) counts.clear();
    counts.set(key, count + 1);
    return true;
  };
  let isBusy = false;
  return (make, isLast) => {
    if (Math.random() >= sampleRatio) return '';
    if (performance.now() >= ends) {
      ends = performance.now() + MINUTE_MS;
      left = maxPerMinute;
      counts.clear();
    }
    let sent = '';
    // What `beforeSend` or a getter of what is captured captures: it would never end.
    let reason: DropReason = isBusy ? 'before_send' : isLast || left > 0 ? 'unsendable' : 'rate_limited';
    if (reason === 'unsendable') {
      isBusy = true;
      attempt(() => {
        const time = Date.now();
        let id = '';
        const newId = (): string => (id = createUuidV7(time));
        const made = make(isLast ? () => true : take, newId);
        if (typeof made === 'string') reason = made;
        else {
          const attributes = settled({ ...made.attributes, [ATTR_LOG_RECORD_UID]: id || newId() });
          sink.addLog(SCOPE, { time, ...span?.(), ...made, attributes });
          left--;
          sent = id;
        }
      }, tell);
      isBusy = false;
    }
    if (sent) return sent;
    attempt(() => sink.countDropped?.('logs', reason, 1));
    return reason === 'rate_limited' ? undefined : '';
  };
}
