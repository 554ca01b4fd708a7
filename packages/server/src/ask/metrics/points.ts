import { bounded } from '../bounds.ts';
import { filtersSql } from '../conditions.ts';
import type { Scope, TimeRange } from '../scope.ts';
import type { Binder, Source } from '../statement.ts';
import { TABLE_OF, type MetricKind } from './kinds.ts';

/** Bit of `Flags`: the point says that there is no value, a gap. https://opentelemetry.io/docs/specs/otel/metrics/data-model/#no-recorded-value */
const HAS_VALUE = 'bitAnd(Flags, 1) = 0';

/** One metric: points of one name, kind and unit. */
export interface MetricRef {
  readonly name: string;
  readonly kind: MetricKind;
  /** Points of another unit are another metric; `null` takes them all. */
  readonly unit: string | null;
}

/** `FROM … WHERE …` of the points of one metric: those of the scope, in a range of their own where it is wider. Gaps are left out. */
export function fromPoints(
  source: Source,
  bind: Binder,
  scope: Scope,
  metric: MetricRef,
  range: TimeRange = scope.range,
  conditions: readonly string[] = [],
): string {
  return bounded(source, bind, TABLE_OF[metric.kind], { ...scope, range }, [
    `MetricName = ${bind('String', metric.name)}`,
    metric.unit === null ? undefined : `MetricUnit = ${bind('String', metric.unit)}`,
    HAS_VALUE,
    ...(filtersSql(bind, scope, 'points') ?? []),
    ...conditions,
  ]);
}
