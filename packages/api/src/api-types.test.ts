import { describe, expectTypeOf, test } from 'vitest';
import { monitor, traced } from './index.ts';
import type { BoundCounter, Monitor, Timer } from './index.ts';
import { ATTR_SIGHTGLASS_TAG } from './semconv/index.ts';
import type { ATTR_HTTP_ROUTE, DropReason, EVENT_EXCEPTION } from './semconv/index.ts';

describe('types', () => {
  test('constants are literals, families of names are functions', () => {
    expectTypeOf<typeof ATTR_HTTP_ROUTE>().toEqualTypeOf<'http.route'>();
    expectTypeOf<typeof EVENT_EXCEPTION>().toEqualTypeOf<'exception'>();
    expectTypeOf(ATTR_SIGHTGLASS_TAG).toEqualTypeOf<(key: string) => string>();
    expectTypeOf<'queue_full'>().toExtend<DropReason>();
    expectTypeOf<'lost'>().not.toExtend<DropReason>();
  });

  test('monitor takes what its comments say', () => {
    expectTypeOf(monitor).toEqualTypeOf<Monitor>();
    expectTypeOf<Parameters<Monitor['increment']>[1]>().toEqualTypeOf<number | undefined>();
    expectTypeOf<Parameters<Monitor['gauge']>[1]>().toEqualTypeOf<number>();
    expectTypeOf(monitor.timer).returns.toEqualTypeOf<Timer>();
    expectTypeOf<Timer>().toExtend<Disposable>();
    expectTypeOf<ReturnType<Timer>>().toEqualTypeOf<number>();
    expectTypeOf(monitor.counter('a').bind).returns.toEqualTypeOf<BoundCounter>();
    expectTypeOf<BoundCounter>().not.toHaveProperty('decrement');
  });

  test('time and traced keep the types of what they run', () => {
    expectTypeOf(monitor.time('sum', () => 1)).toEqualTypeOf<number>();
    expectTypeOf(monitor.time('sum', async () => 'text')).toEqualTypeOf<Promise<string>>();
    const load = async (id: string): Promise<{ id: string }> => ({ id });
    expectTypeOf(traced('load', load)).toEqualTypeOf<typeof load>();
    expectTypeOf(monitor.traced('load', load)).parameter(0).toEqualTypeOf<string>();
    const first = <T>(list: readonly T[]): T | undefined => list[0];
    const tracedFirst: typeof first = traced('first', first);
    expectTypeOf(tracedFirst([1, 2])).toEqualTypeOf<number | undefined>();
  });
});
