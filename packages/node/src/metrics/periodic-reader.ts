import { diag } from '@opentelemetry/api';
import type {
  AggregationOption,
  AggregationTemporality,
  CollectionResult,
  IMetricReader,
  InstrumentType,
  MetricProducer,
} from '@opentelemetry/sdk-metrics';
import { onceStarted } from '../once-started.ts';
import type { MetricSettings } from './settings.ts';

/** Most sets of attributes of one instrument. https://opentelemetry.io/docs/specs/otel/metrics/sdk/#cardinality-limits */
const CARDINALITY_LIMIT = 2000;
/** The first collection, so that a new service is seen soon, yet what it costs is not part of the start. */
const FIRST_AFTER_MS = 1000;

type Collected = CollectionResult['resourceMetrics'];

/**
 * Collects by a timer that holds nothing open and hands on what there is. One collection at a time: one that comes due while
 * another waits for callbacks is left out.
 */
export class PeriodicReader implements IMetricReader {
  readonly #settings: MetricSettings;
  readonly #take: (collected: Collected) => void;
  readonly #callOffFirst: () => void;
  #timer: NodeJS.Timeout | undefined;
  #producer: MetricProducer | undefined;
  #running: Promise<void> | undefined;
  #isShutDown = false;

  constructor(settings: MetricSettings, take: (collected: Collected) => void) {
    this.#settings = settings;
    this.#take = take;
    const { intervalMs } = settings;
    this.#callOffFirst = onceStarted(() => this.#begin(), Math.min(FIRST_AFTER_MS, intervalMs));
  }

  setMetricProducer(producer: MetricProducer): void {
    this.#producer = producer;
  }

  selectAggregation(type: InstrumentType): AggregationOption {
    return this.#settings.aggregationOf(type);
  }

  selectAggregationTemporality(type: InstrumentType): AggregationTemporality {
    return this.#settings.temporalityOf(type);
  }

  selectCardinalityLimit(_type: InstrumentType): number {
    return CARDINALITY_LIMIT;
  }

  async collect(): Promise<CollectionResult> {
    if (this.#producer === undefined) throw new Error('this reader belongs to no meter provider');
    return this.#producer.collect({ timeoutMillis: this.#settings.timeoutMs });
  }

  /** Hands on what there is now, after what is on its way already. Never rejects. */
  async forceFlush(): Promise<void> {
    await this.#running;
    await this.#run();
  }

  /** The same for the last time. */
  async shutdown(): Promise<void> {
    if (this.#isShutDown) return;
    this.#isShutDown = true;
    this.#callOffFirst();
    clearInterval(this.#timer);
    await this.forceFlush();
  }

  #begin(): void {
    this.#timer = setInterval(() => void this.#run(), this.#settings.intervalMs).unref();
    void this.#run();
  }

  #run(): Promise<void> {
    this.#running ??= this.#collectAndTake().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #collectAndTake(): Promise<void> {
    try {
      const { resourceMetrics, errors } = await this.collect();
      for (const error of errors) diag.warn('a callback of an observable instrument failed', error);
      const { resource } = resourceMetrics;
      if (resource.asyncAttributesPending === true) await resource.waitForAsyncAttributes?.();
      if (resourceMetrics.scopeMetrics.length > 0) this.#take(resourceMetrics);
    } catch (error) {
      diag.error('metrics were not collected', error);
    }
  }
}
