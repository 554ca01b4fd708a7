import { createContextKey } from '@opentelemetry/api';

// Keys are Symbol.for(description): these are the ones of @opentelemetry/api and @opentelemetry/core, which export none.
export const SPAN_KEY: symbol = createContextKey('OpenTelemetry Context Key SPAN');
export const BAGGAGE_KEY: symbol = createContextKey('OpenTelemetry Baggage Key');
export const SUPPRESS_TRACING_KEY: symbol = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
export const RPC_METADATA_KEY: symbol = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
