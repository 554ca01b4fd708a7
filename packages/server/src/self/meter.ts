/** What the server measures of itself. Receiver and store tell it what they did, once a body or file, never once a record. */
import {
  ATTR_DB_COLLECTION_NAME,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_RPC_STATUS_CODE,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  ATTR_SIGHTGLASS_PROJECT,
  ATTR_SIGHTGLASS_REFUSAL_REASON,
  ATTR_SIGHTGLASS_SIGNAL,
  METRIC_SIGHTGLASS_INGEST_ACCEPTED,
  METRIC_SIGHTGLASS_INGEST_DUPLICATES,
  METRIC_SIGHTGLASS_INGEST_DURATION,
  METRIC_SIGHTGLASS_INGEST_REFUSED,
  METRIC_SIGHTGLASS_INGEST_REJECTED,
  METRIC_SIGHTGLASS_INGEST_REQUESTS,
  METRIC_SIGHTGLASS_INGEST_UNPACKED,
  METRIC_SIGHTGLASS_INGEST_WIRE,
  METRIC_SIGHTGLASS_INSERT_DURATION,
  METRIC_SIGHTGLASS_INSERT_FAILURES,
  METRIC_SIGHTGLASS_INSERT_ROWS,
  METRIC_SIGHTGLASS_QUARANTINE_ROWS,
  SCOPE_SERVER,
} from '@sightglass/api/semconv';
import type { Meter as OtelMeter } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { MeterProvider, MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { createSum, type Add } from './sums.ts';
import { watchProcess, watchState, type State } from './watched.ts';

/** Hears what the server does; a call costs a tenth of a microsecond, one that takes a time near a whole one. */
export interface Meter {
  /** Records of a body are kept. */
  accepted(project: string, signal: string, records: number): void;
  /**
   * A request was refused, or records of it were.
   *
   * @param project whose it would have been; '' when no key said so.
   * @param records rejected ones of a body that was read; 0 for a request that was refused whole.
   */
  refused(project: string, signal: string, reason: string, records: number): void;
  /** Records had been stored before, and were not stored again. */
  duplicates(project: string, signal: string, records: number): void;
  /** A body was read: its bytes as they came, and after decompression. */
  body(signal: string, wireBytes: number, unpackedBytes: number): void;
  /** A request was answered. `status` is that of HTTP, or the code of gRPC. */
  answered(signal: string, protocol: 'http' | 'grpc', status: number): void;
  /** Seconds from the arrival of a request to the moment when its records are kept. */
  acknowledged(signal: string, seconds: number): void;
  /** A file of rows is in the database. */
  inserted(table: string, rows: number, seconds: number): void;
  /** An insert failed; it is tried again. */
  insertFailed(table: string): void;
  /** Rows that the database refused lie aside. */
  quarantined(table: string, rows: number): void;
}

/** A {@link Meter} that can be read. */
export interface SelfMeter extends Meter {
  /** Asks for the state of queue and disk at each reading. */
  watch(read: () => State): void;
  /** Everything measured since the start. */
  collect(): Promise<ResourceMetrics>;
}

/** Which server this is. */
export interface Identity {
  version: string;
  /** One a process. */
  instanceId: string;
}

/** `service.name` of the server's own metrics. */
const SELF_SERVICE = 'sightglass-server';

/** Seconds: an acknowledgement takes milliseconds, an insert up to some seconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Hears nothing: for parts that run without a server around them. */
export const NO_METER: Meter = Object.freeze({
  accepted() {},
  refused() {},
  duplicates() {},
  body() {},
  answered() {},
  acknowledged() {},
  inserted() {},
  insertFailed() {},
  quarantined() {},
});

/** A meter that starts at zero. It is nobody else's: the globals of OpenTelemetry stay as they are. */
export function createMeter({ version, instanceId }: Identity): SelfMeter {
  const reader = new OwnReader();
  const resource = resourceFromAttributes({
    [ATTR_SERVICE_NAME]: SELF_SERVICE,
    [ATTR_SERVICE_VERSION]: version,
    [ATTR_SERVICE_INSTANCE_ID]: instanceId,
  });
  const meter = new MeterProvider({ resource, readers: [reader] }).getMeter(SCOPE_SERVER, version);
  watchProcess(meter);
  return {
    ...ingestMeter(meter),
    ...insertMeter(meter),
    watch: (read) => watchState(meter, read),
    collect: async () => (await reader.collect()).resourceMetrics,
  };
}

type IngestMeter = Pick<Meter, 'accepted' | 'refused' | 'duplicates' | 'body' | 'answered' | 'acknowledged'>;

const OF_PROJECT = [ATTR_SIGHTGLASS_PROJECT, ATTR_SIGHTGLASS_SIGNAL];
const OF_REASON = [...OF_PROJECT, ATTR_SIGHTGLASS_REFUSAL_REASON];

function ingestMeter(meter: OtelMeter): IngestMeter {
  const sum = (name: string, description: string, unit: string, labels: readonly string[]): Add =>
    createSum(meter, { name, description, unit, labels });
  const accepted = sum(METRIC_SIGHTGLASS_INGEST_ACCEPTED, 'Records that were taken.', '{record}', OF_PROJECT);
  const rejected = sum(
    METRIC_SIGHTGLASS_INGEST_REJECTED,
    'Records that were not taken though their request was read.',
    '{record}',
    OF_REASON,
  );
  const refused = sum(
    METRIC_SIGHTGLASS_INGEST_REFUSED,
    'Requests that were refused, or of which records were.',
    '{request}',
    OF_REASON,
  );
  const duplicates = sum(
    METRIC_SIGHTGLASS_INGEST_DUPLICATES,
    'Records that had been stored before and were not stored again.',
    '{record}',
    OF_PROJECT,
  );
  return {
    accepted: (project, signal, records) => accepted(records, project, signal),
    refused(project, signal, reason, records) {
      refused(1, project, signal, reason);
      if (records > 0) rejected(records, project, signal, reason);
    },
    duplicates: (project, signal, records) => duplicates(records, project, signal),
    ...requestMeter(meter),
  };
}

function requestMeter(meter: OtelMeter): Pick<Meter, 'body' | 'answered' | 'acknowledged'> {
  const requests = (status: string): Add =>
    createSum(meter, {
      name: METRIC_SIGHTGLASS_INGEST_REQUESTS,
      description: 'Requests that were answered.',
      unit: '{request}',
      labels: [ATTR_SIGHTGLASS_SIGNAL, ATTR_NETWORK_PROTOCOL_NAME, status],
    });
  const bytes = (name: string, description: string): Add =>
    createSum(meter, { name, description, unit: 'By', labels: [ATTR_SIGHTGLASS_SIGNAL] });
  const answered = { http: requests(ATTR_HTTP_RESPONSE_STATUS_CODE), grpc: requests(ATTR_RPC_STATUS_CODE) };
  const wire = bytes(METRIC_SIGHTGLASS_INGEST_WIRE, 'Bytes of bodies as they came.');
  const unpacked = bytes(METRIC_SIGHTGLASS_INGEST_UNPACKED, 'Bytes of bodies after decompression.');
  const duration = meter.createHistogram(METRIC_SIGHTGLASS_INGEST_DURATION, {
    description: 'From the first byte of a request that was taken to its answer, when its records are kept.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDS },
  });
  return {
    body(signal, wireBytes, unpackedBytes) {
      wire(wireBytes, signal);
      unpacked(unpackedBytes, signal);
    },
    answered: (signal, protocol, status) => answered[protocol](1, signal, protocol, status),
    acknowledged: (signal, seconds) => duration.record(seconds, { [ATTR_SIGHTGLASS_SIGNAL]: signal }),
  };
}

function insertMeter(meter: OtelMeter): Pick<Meter, 'inserted' | 'insertFailed' | 'quarantined'> {
  const sum = (name: string, description: string, unit: string): Add =>
    createSum(meter, { name, description, unit, labels: [ATTR_DB_COLLECTION_NAME] });
  const duration = meter.createHistogram(METRIC_SIGHTGLASS_INSERT_DURATION, {
    description: 'How long inserts into the database took.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDS },
  });
  const rows = sum(METRIC_SIGHTGLASS_INSERT_ROWS, 'Rows that were stored.', '{row}');
  const failures = sum(METRIC_SIGHTGLASS_INSERT_FAILURES, 'Inserts that failed; they are tried again.', '{insert}');
  const quarantined = sum(
    METRIC_SIGHTGLASS_QUARANTINE_ROWS,
    'Rows that the database refused and that were put aside.',
    '{row}',
  );
  return {
    inserted(table, count, seconds) {
      rows(count, table);
      duration.record(seconds, { [ATTR_DB_COLLECTION_NAME]: table });
    },
    insertFailed: (table) => failures(1, table),
    quarantined: (table, count) => quarantined(count, table),
  };
}

/** Is read when somebody asks, and not otherwise. */
class OwnReader extends MetricReader {
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
}
