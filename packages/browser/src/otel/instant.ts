import type { TimeInput } from '@opentelemetry/api';
import type { Instant } from '@sightglass/otlp';
import type { Page } from '../capture.ts';

/** A time as the API of OpenTelemetry takes it: also one of the Performance API, which cannot lie ahead. */
export function instantOf(time: TimeInput | undefined, page: Page): Instant {
  if (time instanceof Date) return time.getTime();
  if (typeof time !== 'number') return time ?? page.now();
  return time <= performance.now() ? page.timeOf(time) : time;
}
