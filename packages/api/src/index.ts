export { monitor } from './monitor.ts';
export { traced } from './traced.ts';

export type { BoundCounter, BoundUpDownCounter, CounterHandle, UpDownCounterHandle } from './counters.ts';
export type { Monitor } from './monitor.ts';
export type { Timer } from './timers.ts';
export type { TracedDecorator } from './traced.ts';
