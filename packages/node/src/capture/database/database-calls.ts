// Calls of databases as spans and as the metric `db.client.operation.duration`:
// https://opentelemetry.io/docs/specs/semconv/db/database-spans/, https://opentelemetry.io/docs/specs/semconv/db/database-metrics/
import { performance } from 'node:perf_hooks';
import { SpanKind, SpanStatusCode, trace, TraceFlags } from '@opentelemetry/api';
import type { Attributes, Context, Histogram, Span } from '@opentelemetry/api';
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_BATCH_SIZE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_SUMMARY,
  ATTR_DB_QUERY_TEXT,
  ATTR_DB_RESPONSE_STATUS_CODE,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  METRIC_DB_CLIENT_OPERATION_DURATION,
} from '@sightglass/api/semconv';
import { LocalSpan } from '../../tracer/identity.ts';
import type { CaptureTools } from '../capture.ts';
import { startDescribed } from '../http/described-span.ts';
import { Described } from '../http/described.ts';
import { bindHistogram } from '../recorder.ts';
import type { Recorder } from '../recorder.ts';
import { readFailure } from './failure.ts';
import type { SqlText } from './sql.ts';

/** Where calls go, made once for each server and database. */
export interface Endpoint {
  readonly address: string | undefined;
  readonly port: number | undefined;
  readonly namespace: string | undefined;
  /** What the metric is recorded with, for each kind of call. */
  readonly series: Map<string, Series>;
}

/** One set of attributes of the metric. */
interface Series {
  readonly attributes: Attributes;
  readonly durations: Recorder;
}

/** What is called for. */
export interface Operation {
  /** `db.operation.name`, for databases whose calls have one; SQL has its summary instead. */
  readonly name?: string;
  /** `db.collection.name`, for databases whose calls name one. */
  readonly collection?: string;
  /** Name of the span, where it is not that of the operation. */
  readonly title?: string;
  /** Its text, already masked. */
  readonly text?: string;
  /** Number of operations where it is a batch. */
  readonly batchSize?: number | undefined;
  readonly summary?: string;
  /** What has passed since it began, in milliseconds, where it is told of afterwards. */
  readonly waitedMs?: number;
}

/** A call that has begun. */
export interface DatabaseCall {
  /** Ends span and metric, with what went wrong, if anything. Later calls do nothing. */
  end(error?: unknown): void;
}

export interface DatabaseCalls {
  endpoint(address: string | undefined, port: number | undefined, namespace: string | undefined): Endpoint;
  /** A statement of SQL; undefined where its text is not known. */
  query(endpoint: Endpoint, statement: SqlText | undefined, parent: Context): DatabaseCall;
  /** Any other operation. */
  operation(endpoint: Endpoint, operation: Operation, parent: Context): DatabaseCall;
}

/** Most servers and databases, and most kinds of calls at each, that are told apart in metrics. */
const MAX_ENDPOINTS = 1000;
const MAX_SERIES = 1000;
/** Boundaries of the conventions, in seconds. */
const BOUNDARIES = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10];

/** @param system value of `db.system.name` */
export function createDatabaseCalls({ tracer, meter, settings }: CaptureTools, system: string): DatabaseCalls {
  const endpoints = new Map<string, Endpoint>();
  const keepsText = settings.database.queryText;
  const durations = meter.createHistogram(METRIC_DB_CLIENT_OPERATION_DURATION, {
    description: 'Duration of database client operations.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDARIES },
  });

  const start = (endpoint: Endpoint, name: string, operation: Operation, parent: Context): DatabaseCall => {
    const { waitedMs = 0 } = operation;
    const now = performance.now();
    const above = trace.getSpan(parent);
    // Below what is not sampled there is nothing to tell but the duration.
    const isTold = above === undefined || !isUnsampled(above);
    const span = isTold ? startSpan(endpoint, name, operation, parent, now) : undefined;
    return new RunningCall(span, seriesOf(endpoint, operation), durations, now - waitedMs);
  };

  // Apart from `start`: what a closure holds on to would be made for every call.
  const startSpan = (endpoint: Endpoint, name: string, operation: Operation, parent: Context, now: number): Span => {
    const { waitedMs = 0 } = operation;
    const kind = SpanKind.CLIENT;
    const describe = (): Described => {
      const { address, port, namespace } = endpoint;
      return new Described()
        .add(ATTR_DB_SYSTEM_NAME, system)
        .add(ATTR_DB_NAMESPACE, namespace)
        .add(ATTR_SERVER_ADDRESS, address)
        .add(ATTR_SERVER_PORT, port)
        .add(ATTR_DB_QUERY_TEXT, keepsText ? operation.text : undefined)
        .add(ATTR_DB_QUERY_SUMMARY, operation.summary)
        .add(ATTR_DB_OPERATION_NAME, operation.name)
        .add(ATTR_DB_COLLECTION_NAME, operation.collection)
        .add(ATTR_DB_OPERATION_BATCH_SIZE, operation.batchSize);
    };
    if (waitedMs === 0) return startDescribed(tracer, name, kind, parent, now, describe);
    const startTime = Date.now() - waitedMs;
    return tracer.startSpan(name, { kind, attributes: describe().toAttributes(), startTime }, parent);
  };

  const seriesOf = (endpoint: Endpoint, { summary, name, collection }: Operation): Series => {
    const key = summary ?? (collection === undefined ? (name ?? '') : `${name} ${collection}`);
    const known = endpoint.series.get(key);
    if (known !== undefined) return known;
    const attributes: Attributes = {
      [ATTR_DB_SYSTEM_NAME]: system,
      [ATTR_DB_NAMESPACE]: endpoint.namespace,
      [ATTR_SERVER_ADDRESS]: endpoint.address,
      [ATTR_SERVER_PORT]: endpoint.port,
      [ATTR_DB_QUERY_SUMMARY]: summary,
      [ATTR_DB_OPERATION_NAME]: name,
      [ATTR_DB_COLLECTION_NAME]: collection,
    };
    const series: Series = { attributes, durations: bindHistogram(durations, attributes) };
    if (endpoint.series.size < MAX_SERIES) endpoint.series.set(key, series);
    return series;
  };

  return {
    endpoint(address, port, namespace) {
      const key = `${address ?? ''}:${port ?? ''}/${namespace ?? ''}`;
      const known = endpoints.get(key);
      if (known !== undefined) return known;
      const endpoint: Endpoint = { address, port, namespace, series: new Map() };
      if (endpoints.size < MAX_ENDPOINTS) endpoints.set(key, endpoint);
      return endpoint;
    },
    query(endpoint, statement, parent) {
      if (statement === undefined || statement.summary === '') {
        return start(endpoint, endpoint.namespace ?? system, { ...(statement && { text: statement.text }) }, parent);
      }
      return start(endpoint, statement.summary, statement, parent);
    },
    operation: (endpoint, operation, parent) => start(endpoint, nameOf(endpoint, operation, system), operation, parent),
  };
}

/** An ended span does not record either, but work may still hang below it. */
function isUnsampled(span: Span): boolean {
  // Of our own spans it is known without making texts of their ids.
  const flags = span instanceof LocalSpan ? span.identity.flags : span.spanContext().traceFlags;
  return (flags & TraceFlags.SAMPLED) === 0 && !span.isRecording();
}

/** Database numbers of Redis say nothing in a name, as its conventions have it. */
function nameOf({ namespace }: Endpoint, { name, title, collection }: Operation, system: string): string {
  if (title !== undefined) return title;
  if (name === undefined) return namespace ?? system;
  if (collection !== undefined) return `${name} ${collection}`;
  return namespace === undefined || system === 'redis' ? name : `${name} ${namespace}`;
}

class RunningCall implements DatabaseCall {
  readonly #span: Span | undefined;
  readonly #series: Series;
  readonly #durations: Histogram;
  readonly #startedMs: number;
  #isOver = false;

  /** @param startedMs reading of `performance.now()` */
  constructor(span: Span | undefined, series: Series, durations: Histogram, startedMs: number) {
    this.#span = span;
    this.#series = series;
    this.#durations = durations;
    this.#startedMs = startedMs;
  }

  end(error?: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const seconds = (performance.now() - this.#startedMs) / 1000;
    if (error === undefined || error === null) {
      this.#series.durations.record(seconds);
      this.#span?.end();
      return;
    }
    const { type, code, message } = readFailure(error);
    const outcome = { [ATTR_ERROR_TYPE]: type, ...(code !== undefined && { [ATTR_DB_RESPONSE_STATUS_CODE]: code }) };
    this.#durations.record(seconds, { ...this.#series.attributes, ...outcome });
    this.#span?.setAttributes(outcome);
    this.#span?.setStatus({ code: SpanStatusCode.ERROR, message });
    this.#span?.end();
  }
}
