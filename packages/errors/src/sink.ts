import type { Logger } from '@opentelemetry/api';
import type { Client, LogRecord } from '@sightglass/otlp';

/** Where records go: a client, or what does as much of it as it can. */
export interface Sink extends Pick<Client, 'addLog'>, Partial<Pick<Client, 'countDropped' | 'setConsent' | 'flush'>> {
  /** Called in place of `flush` when the tracker stops. */
  close?(): Promise<void>;
}

/** Where to send, as every platform takes it: one of them. */
export interface Destination {
  /** A client of `@sightglass/otlp`. */
  readonly client?: Client | undefined;
  /** A logger of any OpenTelemetry SDK, such as `logs.getLogger('@sightglass/errors')`; the SDK adds the active span. */
  readonly logger?: Logger | undefined;
  /** Anything else that takes records. */
  readonly emit?: ((record: LogRecord) => void) | undefined;
}

/** What the options of a destination must be. */
export const DESTINATION_RULES = 'client:object logger:object emit:function ';

/** The sink for what was given. */
export function sinkOf({ client, logger, emit }: Destination): Sink | undefined {
  if (client) return client;
  if (logger) return loggerSink(logger);
  return emit && { addLog: (_, record) => emit(record) };
}

/** Gives records to a logger of any OpenTelemetry SDK. */
export function loggerSink(logger: Logger): Sink {
  return {
    // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the numbers are the same, without loading OpenTelemetry's API for them
    addLog: (_, { time = Date.now(), ...record }) => logger.emit({ timestamp: time, ...record }),
  };
}
