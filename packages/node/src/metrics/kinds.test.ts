import { AggregationTemporality, AggregationType, DataPointType, InstrumentType } from '@opentelemetry/sdk-metrics';
import { expect, test } from 'vitest';
import { AGGREGATION, INSTRUMENT, POINT, TEMPORALITY } from './kinds.ts';

/** The names of an enum with their values; of an enum of numbers without the way back. */
function namesOf(of: Readonly<Record<string, string | number>>): Record<string, string | number> {
  return Object.fromEntries(Object.entries(of).filter(([name]) => Number.isNaN(Number(name))));
}

test('kinds have the values that sdk-metrics gives them', () => {
  expect(INSTRUMENT).toEqual(namesOf(InstrumentType));
  expect(TEMPORALITY).toEqual(namesOf(AggregationTemporality));
  expect(POINT).toEqual(namesOf(DataPointType));
  expect(AGGREGATION).toEqual(namesOf(AggregationType));
});
