import type { Logger } from '@opentelemetry/api';
import { SCOPE_ERRORS } from '@sightglass/api/semconv';
import type { Client, Consent, DropReason, LogRecord } from '@sightglass/otlp';

/** Where records go. */
export interface Sink {
  readonly emit: (record: LogRecord) => void;
  /** Told of what was captured and not emitted. */
  readonly countDropped?: (reason: DropReason, records: number) => void;
  readonly flush?: () => Promise<void>;
  readonly setConsent?: (consent: Consent) => void;
  /** Called in place of `flush` when the tracker stops. */
  readonly close?: () => Promise<void>;
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
  if (client) return clientSink(client);
  if (logger !== undefined) return loggerSink(logger);
  return emit && { emit };
}

/** Gives records to an OpenTelemetry SDK. */
export function loggerSink(logger: Logger): Sink {
  // oxlint-disable-next-line typescript/no-unsafe-enum-assignment -- the numbers are the same, without loading OpenTelemetry's API for them
  return { emit: ({ time = Date.now(), ...record }) => logger.emit({ timestamp: time, ...record }) };
}

/** Gives records to a client, which counts what is dropped, too. */
export function clientSink(client: Client): Sink {
  const scope = { name: SCOPE_ERRORS };
  return {
    emit: (record) => client.addLog(scope, record),
    countDropped: (reason, records) => client.countDropped('logs', reason, records),
    flush: () => client.flush(),
    setConsent: (consent) => client.setConsent(consent),
  };
}
