import type { Attributes, Histogram, UpDownCounter } from '@opentelemetry/api';

/** An instrument with its attributes fixed: nothing is looked up at a call. */
export interface Recorder {
  record(value: number): void;
}

// What the stock SDK makes cannot be bound: it is asked with the attributes each time.

export function bindHistogram(histogram: Histogram, attributes: Attributes): Recorder {
  return isBindable(histogram)
    ? histogram.bind(attributes)
    : { record: (value) => histogram.record(value, attributes) };
}

export function bindCounter(counter: UpDownCounter, attributes: Attributes): Recorder {
  return isBindable(counter) ? counter.bind(attributes) : { record: (value) => counter.add(value, attributes) };
}

function isBindable(instrument: object): instrument is { bind(attributes: Attributes): Recorder } {
  return 'bind' in instrument && typeof instrument.bind === 'function';
}
