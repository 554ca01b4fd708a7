import {
  baggageEntryMetadataFromString,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
} from '@opentelemetry/api';
import type { BaggageEntry, Context, TextMapPropagator } from '@opentelemetry/api';
import { suppressTracing, W3CBaggagePropagator } from '@opentelemetry/core';
import { describe, expect, test } from 'vitest';
import { baggagePropagator } from './baggage.ts';

const stock = new W3CBaggagePropagator();
const withBaggage = (entries: Record<string, BaggageEntry>): Context =>
  propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(entries));
const written = (propagator: TextMapPropagator, context: Context): Record<string, string> => {
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier;
};
const readBy = (propagator: TextMapPropagator, baggage: unknown): unknown => {
  const context = propagator.extract(ROOT_CONTEXT, { baggage }, defaultTextMapGetter);
  return propagation
    .getBaggage(context)
    ?.getAllEntries()
    .map(([key, { value, metadata }]) => [key, value, metadata?.toString()]);
};

describe('as the stock propagator', () => {
  test.each([
    ['plain', { a: { value: '1' }, b: { value: '2' } }],
    ['what must be encoded', { 'a b': { value: 'x,y;z=ü' } }],
    ['properties', { a: { value: '1', metadata: baggageEntryMetadataFromString('p=1;q') } }],
    ['none', {}],
    ['pairs that are too long', { long: { value: 'x'.repeat(5000) }, a: { value: '1' } }],
    ['too many pairs', Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`k${at}`, { value: 'v' }]))],
  ])('writes %s', (_what, entries) => {
    const context = withBaggage(entries);
    expect(written(baggagePropagator, context)).toEqual(written(stock, context));
  });

  test.each([
    'a=1,b=2',
    ' a = 1 , b = 2;p=1;q ',
    'a%20b=x%2Cy',
    'a=1,,=2,word,b=%zz',
    'a=b=c',
    '',
    ['a=1', 'b=2'],
    undefined,
    `a=${'x'.repeat(5000)},b=2`,
  ])('reads %s', (header) => {
    const ours = readBy(baggagePropagator, header);
    // Where nothing of a header can be used the stock one and ours both leave the context as it is.
    expect(ours).toEqual(readBy(stock, header));
  });
});

test('writes nothing into what is not to be traced', () => {
  expect(written(baggagePropagator, suppressTracing(withBaggage({ a: { value: '1' } })))).toEqual({});
});
