import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { ServerError } from '../errors.ts';
import type { SelfMeter } from './meter.ts';

/** What {@link startSelfReport} needs. */
export interface SelfReportOptions {
  meter: Pick<SelfMeter, 'collect'>;
  /** Keeps an OTLP request of metrics like a sender's, without counting it as one. */
  keep: (request: Buffer) => Promise<void>;
  /** Milliseconds between two readings; 0 for none. */
  everyMs: number;
  /** Told of failures. */
  report: (error: unknown) => void;
}

/** A report that runs. */
export interface SelfReport {
  /** Ends it; resolves when the reading under way is kept. */
  stop(): Promise<void>;
}

/** Puts what the server measures of itself into its own tables, again and again. */
export function startSelfReport({ meter, keep, everyMs, report }: SelfReportOptions): SelfReport {
  let underWay: Promise<void> | undefined;
  const read = async (): Promise<void> => {
    try {
      const request = ProtobufMetricsSerializer.serializeRequest(await meter.collect());
      if (request) await keep(Buffer.from(request.buffer, request.byteOffset, request.byteLength));
    } catch (error) {
      // A store that takes nothing now says so elsewhere, and the next reading holds the same sums.
      if (!(error instanceof ServerError)) report(error);
    }
  };
  const next = (): void => {
    underWay ??= read().finally(() => (underWay = undefined));
  };
  const timer = everyMs === 0 ? undefined : setInterval(next, everyMs).unref();
  return {
    async stop() {
      clearInterval(timer);
      await underWay;
    },
  };
}
