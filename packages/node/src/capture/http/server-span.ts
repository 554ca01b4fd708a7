import { SpanKind } from '@opentelemetry/api';
import type { Context, Span, Tracer } from '@opentelemetry/api';
import { ATTR_HTTP_ROUTE } from '@sightglass/api/semconv';
import { FastTracer } from '../../tracer/fast-tracer.ts';
import { RecordedSpan } from '../../tracer/recorded-span.ts';
import type { Described } from './described.ts';
import { nameOfMethod } from './methods.ts';
import { tellOutcome } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { ServedRequest } from './served-request.ts';

/**
 * The span of a request; what it says is only made up where somebody keeps it.
 *
 * @param now reading of `performance.now()`
 */
export function startServerSpan(
  tracer: Tracer,
  name: string,
  parent: Context,
  now: number,
  describe: () => Described,
): Span {
  const bare = tracer instanceof FastTracer ? tracer.startBare(name, SpanKind.SERVER, parent, now) : undefined;
  if (bare === undefined) {
    return tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: describe().toAttributes() }, parent);
  }
  if (bare instanceof RecordedSpan) {
    const { keys, values } = describe();
    bare.describe(keys, values);
  }
  return bare;
}

/** @param now reading of `performance.now()` */
export function endServerSpan({ span, route, method }: ServedRequest, outcome: Outcome, now: number): void {
  tellOutcome(span, outcome);
  if (route !== undefined) span.updateName(`${nameOfMethod(method)} ${route}`).setAttribute(ATTR_HTTP_ROUTE, route);
  if (span instanceof RecordedSpan) span.endAt(now);
  else span.end();
}
