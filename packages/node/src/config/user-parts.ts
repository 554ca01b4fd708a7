// Parts of the stock SDK that a program may bring, by their shape alone: whoever does not bring any needs no types of that SDK.

import type { Attributes, Context, Link, SpanKind, TraceState } from '@opentelemetry/api';

/** As `SpanProcessor` of `@opentelemetry/sdk-trace`. */
export interface UserSpanProcessor {
  onStart(span: object, parentContext: Context): void;
  onEnding?(span: object): void;
  onEnd(span: object): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** As `Sampler` of `@opentelemetry/sdk-trace`. */
export interface UserSampler {
  shouldSample(
    context: Context,
    traceId: string,
    spanName: string,
    spanKind: SpanKind,
    attributes: Attributes,
    links: Link[],
  ): {
    /** 0 not recorded, 1 recorded and not sent, 2 recorded and sent. */
    decision: number;
    attributes?: Readonly<Attributes>;
    traceState?: TraceState;
  };
  toString(): string;
}

/** As `IdGenerator` of `@opentelemetry/sdk-trace`. */
export interface UserIdGenerator {
  generateTraceId(): string;
  generateSpanId(): string;
}

/** As `LogRecordProcessor` of `@opentelemetry/sdk-logs`. */
export interface UserLogRecordProcessor {
  onEmit(logRecord: object, context?: Context): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}
