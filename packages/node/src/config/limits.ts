// How much a span, a log record and a batch may hold:
// https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#attribute-limits

import type { LogRecordLimits } from '../logs/fast-logger.ts';
import type { SpanLimits } from '../tracer/limits.ts';
import { numberFrom, positiveFrom } from './environment.ts';

export function readSpanLimits(): Partial<SpanLimits> {
  return {
    ...attributeLimits('SPAN'),
    ...limit('eventCountLimit', 'OTEL_SPAN_EVENT_COUNT_LIMIT'),
    ...limit('linkCountLimit', 'OTEL_SPAN_LINK_COUNT_LIMIT'),
    // The second name is the one of the stock SDK for Node.
    ...limit(
      'attributePerEventCountLimit',
      'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
      'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT',
    ),
    ...limit(
      'attributePerLinkCountLimit',
      'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
      'OTEL_SPAN_ATTRIBUTE_PER_LINK_COUNT_LIMIT',
    ),
  };
}

export function readLogRecordLimits(): Partial<LogRecordLimits> {
  return attributeLimits('LOGRECORD');
}

/** When what is held is handed over. */
export interface BatchLimits {
  /** Most records of one body, where the stock SDK makes them. */
  readonly maxRecords: number;
  /** Longest time a record waits for others, in milliseconds. */
  readonly delayMs: number;
}

/** `OTEL_BSP_*` or `OTEL_BLRP_*`. 1 s instead of 5 s of waiting: people look at a page while they try things. */
export function readBatchLimits(prefix: 'OTEL_BSP' | 'OTEL_BLRP'): BatchLimits {
  return {
    maxRecords: positiveFrom(`${prefix}_MAX_EXPORT_BATCH_SIZE`, 512),
    delayMs: positiveFrom(`${prefix}_SCHEDULE_DELAY`, 1000),
  };
}

function attributeLimits(kind: 'SPAN' | 'LOGRECORD'): Partial<LogRecordLimits> {
  return {
    ...limit('attributeCountLimit', `OTEL_${kind}_ATTRIBUTE_COUNT_LIMIT`, 'OTEL_ATTRIBUTE_COUNT_LIMIT'),
    ...limit(
      'attributeValueLengthLimit',
      `OTEL_${kind}_ATTRIBUTE_VALUE_LENGTH_LIMIT`,
      'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    ),
  };
}

/** The first of these variables that holds a number; nothing where none does, so that the default stays. */
function limit(name: string, ...variables: readonly string[]): Record<string, number> {
  for (const variable of variables) {
    const value = numberFrom(variable);
    if (value !== undefined && value >= 0) return { [name]: value };
  }
  return {};
}
