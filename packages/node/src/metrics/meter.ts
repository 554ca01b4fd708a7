import type { BatchObservableCallback, Meter, MetricOptions, Observable } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { IMetricReader, InstrumentType, MetricData } from '@opentelemetry/sdk-metrics';
import { createDescriptor } from './descriptor.ts';
import type { Descriptor } from './descriptor.ts';
import { Instrument } from './instrument.ts';
import { INSTRUMENT } from './kinds.ts';
import { Callbacks, ObservableInstrument } from './observables.ts';
import { StreamRegistry } from './registry.ts';
import type { ExemplarSink } from './exemplars.ts';
import { isObserved, selectAggregation } from './select-aggregation.ts';
import { Stream } from './stream.ts';
import { aggregationOf } from './view.ts';
import type { View } from './view.ts';

/** What the meters of a provider have in common. */
export interface MeterSurroundings {
  readonly readers: readonly IMetricReader[];
  readonly views: readonly View[];
  /** Where exemplars of the named metric go; undefined for none. */
  readonly exemplarsOf: (name: string) => ExemplarSink | undefined;
}

/** Most sets of a view that does not say how many. https://opentelemetry.io/docs/specs/otel/metrics/sdk/#configuration-1 */
const DEFAULT_CARDINALITY_LIMIT = 2000;

/** Makes the instruments of one scope, and collects them. */
export class FastMeter implements Meter {
  readonly scope: InstrumentationScope;
  readonly #surroundings: MeterSurroundings;
  readonly #callbacks = new Callbacks();
  readonly #registries: ReadonlyMap<IMetricReader, StreamRegistry>;

  constructor(scope: InstrumentationScope, surroundings: MeterSurroundings) {
    this.scope = scope;
    this.#surroundings = surroundings;
    this.#registries = new Map(surroundings.readers.map((reader) => [reader, new StreamRegistry()]));
  }

  createCounter(name: string, options?: MetricOptions): Instrument {
    return this.#create(name, INSTRUMENT.COUNTER, options);
  }

  createUpDownCounter(name: string, options?: MetricOptions): Instrument {
    return this.#create(name, INSTRUMENT.UP_DOWN_COUNTER, options);
  }

  createGauge(name: string, options?: MetricOptions): Instrument {
    return this.#create(name, INSTRUMENT.GAUGE, options);
  }

  createHistogram(name: string, options?: MetricOptions): Instrument {
    return this.#create(name, INSTRUMENT.HISTOGRAM, options);
  }

  createObservableCounter(name: string, options?: MetricOptions): ObservableInstrument {
    return this.#createObservable(name, INSTRUMENT.OBSERVABLE_COUNTER, options);
  }

  createObservableUpDownCounter(name: string, options?: MetricOptions): ObservableInstrument {
    return this.#createObservable(name, INSTRUMENT.OBSERVABLE_UP_DOWN_COUNTER, options);
  }

  createObservableGauge(name: string, options?: MetricOptions): ObservableInstrument {
    return this.#createObservable(name, INSTRUMENT.OBSERVABLE_GAUGE, options);
  }

  addBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#callbacks.addBatch(callback, observables);
  }

  removeBatchObservableCallback(callback: BatchObservableCallback, observables: Observable[]): void {
    this.#callbacks.removeBatch(callback, observables);
  }

  /** Lets the callbacks of observable instruments say their values. @returns what failed. */
  observe(timeMs: number, timeoutMs: number | undefined): Promise<unknown[]> {
    return this.#callbacks.observe(timeMs, timeoutMs);
  }

  /** What the instruments hold for a reader. */
  collect(reader: IMetricReader, timeMs: number): MetricData[] {
    const streams = this.#registries.get(reader)?.all() ?? [];
    return streams.map((stream) => stream.collect(timeMs)).filter((data) => data !== undefined);
  }

  #create(name: string, type: InstrumentType, options?: MetricOptions): Instrument {
    const descriptor = createDescriptor(name, type, options);
    return new Instrument(descriptor.name, this.#streamsOf(descriptor));
  }

  #createObservable(name: string, type: InstrumentType, options?: MetricOptions): ObservableInstrument {
    const descriptor = createDescriptor(name, type, options);
    return new ObservableInstrument(descriptor, this.#streamsOf(descriptor), this.#callbacks);
  }

  /** For each reader the streams of an instrument: one for each view that selects it, or the reader's own. */
  #streamsOf(descriptor: Descriptor): Stream[] {
    const views = this.#surroundings.views.filter((view) => view.matches(descriptor, this.scope));
    return [...this.#registries].flatMap(([reader, registry]) =>
      views.length === 0
        ? this.#streamOf(reader, registry, descriptor)
        : views.flatMap((view) => this.#streamOf(reader, registry, descriptor, view)),
    );
  }

  #streamOf(reader: IMetricReader, registry: StreamRegistry, given: Descriptor, view?: View): Stream[] {
    const { name = given.name, description = given.description, ...options } = view?.options ?? {};
    const descriptor = { ...given, name, description };
    const known = registry.find(descriptor);
    if (known !== undefined) return [known];
    const { type } = descriptor;
    const option = view === undefined ? reader.selectAggregation(type) : aggregationOf(view.options);
    const aggregation = selectAggregation(option, descriptor, this.#surroundings.exemplarsOf(name));
    if (aggregation === undefined) return [];
    const stream = new Stream({
      descriptor,
      aggregation,
      temporality: reader.selectAggregationTemporality(type),
      cardinalityLimit:
        view === undefined
          ? reader.selectCardinalityLimit(type)
          : (options.aggregationCardinalityLimit ?? DEFAULT_CARDINALITY_LIMIT),
      processors: options.attributesProcessors ?? [],
      isObserved: isObserved(type),
    });
    registry.add(stream);
    return [stream];
  }
}
