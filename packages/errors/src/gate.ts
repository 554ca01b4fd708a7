import { createUuidV7 } from '@sightglass/api/uuid-v7';
import type { DropReason, LogRecord } from '@sightglass/otlp';
import { attempt } from './bounded.ts';
import type { ErrorsOptions } from './options.ts';
import { createRateLimit } from './rate-limit.ts';
import type { Sink } from './sink.ts';

/** Makes the record of one capture, or says why there is none. `take` takes a share of the limit for a key. */
export type Make = (id: string, time: number, take: (key: string) => boolean) => LogRecord | DropReason;

/** The one way to the sink: each capture ends as a record with an id, or as one counted drop and ''. Nothing is thrown. */
export interface Gate {
  pass(make: Make): string;
  /** Lets nothing through any more. */
  close(): void;
}

/** Makes the gate, with sampling and limits of the options. */
export function createGate(options: ErrorsOptions, sink: Sink, tell: (problem: unknown) => void): Gate {
  const { sampleRatio = 1, maxPerMinute = 100, maxSamePerMinute = 10 } = options;
  const limit = createRateLimit(maxPerMinute, maxSamePerMinute);
  let isBusy = false;
  let isClosed = false;
  return {
    pass: (make) => {
      if (isClosed || Math.random() >= sampleRatio) return '';
      let reason: DropReason = 'unsendable';
      // By `beforeSend` or a getter of what is captured: it would never end.
      if (isBusy) reason = 'before_send';
      else if (!limit.hasRoom()) reason = 'rate_limited';
      else {
        isBusy = true;
        try {
          const time = Date.now();
          const id = createUuidV7(time);
          const record = make(id, time, limit.take);
          if (typeof record === 'object') {
            sink.emit(record);
            return id;
          }
          reason = record;
        } catch (error) {
          tell(error);
        } finally {
          isBusy = false;
        }
      }
      attempt(() => sink.countDropped?.(reason, 1));
      return '';
    },
    close: () => {
      isClosed = true;
    },
  };
}
