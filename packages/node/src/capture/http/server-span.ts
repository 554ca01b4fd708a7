import { ATTR_HTTP_ROUTE } from '@sightglass/api/semconv';
import { RecordedSpan } from '../../tracer/recorded-span.ts';
import { nameOfMethod } from './methods.ts';
import { tellOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { ServedRequest } from './served-request.ts';

/** @param now reading of `performance.now()` */
export function endServerSpan({ span, route, method }: ServedRequest, outcome: Outcome, now: number): void {
  tellOutcome(span, outcome);
  if (route !== undefined) span.updateName(`${nameOfMethod(method)} ${route}`).setAttribute(ATTR_HTTP_ROUTE, route);
  if (span instanceof RecordedSpan) span.endAt(now);
  else span.end();
}
