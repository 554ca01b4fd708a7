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
import { watchProcess, watchState, type State } from './watched.ts';

/** Hears what the server does; each call costs about a tenth of a microsecond. */
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
export const SELF_SERVICE = 'sightglass-server';

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

function ingestMeter(meter: OtelMeter): IngestMeter {
  const accepted = meter.createCounter(METRIC_SIGHTGLASS_INGEST_ACCEPTED, {
    description: 'Records that were taken.',
    unit: '{record}',
  });
  const rejected = meter.createCounter(METRIC_SIGHTGLASS_INGEST_REJECTED, {
    description: 'Records that were not taken though their request was read.',
    unit: '{record}',
  });
  const refused = meter.createCounter(METRIC_SIGHTGLASS_INGEST_REFUSED, {
    description: 'Requests that were refused, or of which records were.',
    unit: '{request}',
  });
  const duplicates = meter.createCounter(METRIC_SIGHTGLASS_INGEST_DUPLICATES, {
    description: 'Records that had been stored before and were not stored again.',
    unit: '{record}',
  });
  const requests = meter.createCounter(METRIC_SIGHTGLASS_INGEST_REQUESTS, {
    description: 'Requests that were answered.',
    unit: '{request}',
  });
  const duration = meter.createHistogram(METRIC_SIGHTGLASS_INGEST_DURATION, {
    description: 'From the first byte of a request that was taken to its answer, when its records are kept.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDS },
  });
  const wire = meter.createCounter(METRIC_SIGHTGLASS_INGEST_WIRE, {
    description: 'Bytes of bodies as they came.',
    unit: 'By',
  });
  const unpacked = meter.createCounter(METRIC_SIGHTGLASS_INGEST_UNPACKED, {
    description: 'Bytes of bodies after decompression.',
    unit: 'By',
  });
  return {
    accepted: (project, signal, records) =>
      accepted.add(records, { [ATTR_SIGHTGLASS_PROJECT]: project, [ATTR_SIGHTGLASS_SIGNAL]: signal }),
    refused(project, signal, reason, records) {
      const of = {
        [ATTR_SIGHTGLASS_PROJECT]: project,
        [ATTR_SIGHTGLASS_SIGNAL]: signal,
        [ATTR_SIGHTGLASS_REFUSAL_REASON]: reason,
      };
      refused.add(1, of);
      if (records > 0) rejected.add(records, of);
    },
    duplicates: (project, signal, records) =>
      duplicates.add(records, { [ATTR_SIGHTGLASS_PROJECT]: project, [ATTR_SIGHTGLASS_SIGNAL]: signal }),
    body(signal, wireBytes, unpackedBytes) {
      const of = { [ATTR_SIGHTGLASS_SIGNAL]: signal };
      wire.add(wireBytes, of);
      unpacked.add(unpackedBytes, of);
    },
    answered: (signal, protocol, status) =>
      requests.add(1, {
        [ATTR_SIGHTGLASS_SIGNAL]: signal,
        [ATTR_NETWORK_PROTOCOL_NAME]: protocol,
        [protocol === 'http' ? ATTR_HTTP_RESPONSE_STATUS_CODE : ATTR_RPC_STATUS_CODE]: status,
      }),
    acknowledged: (signal, seconds) => duration.record(seconds, { [ATTR_SIGHTGLASS_SIGNAL]: signal }),
  };
}

function insertMeter(meter: OtelMeter): Pick<Meter, 'inserted' | 'insertFailed' | 'quarantined'> {
  const duration = meter.createHistogram(METRIC_SIGHTGLASS_INSERT_DURATION, {
    description: 'How long inserts into the database took.',
    unit: 's',
    advice: { explicitBucketBoundaries: BOUNDS },
  });
  const rows = meter.createCounter(METRIC_SIGHTGLASS_INSERT_ROWS, {
    description: 'Rows that were stored.',
    unit: '{row}',
  });
  const failures = meter.createCounter(METRIC_SIGHTGLASS_INSERT_FAILURES, {
    description: 'Inserts that failed; they are tried again.',
    unit: '{insert}',
  });
  const quarantined = meter.createCounter(METRIC_SIGHTGLASS_QUARANTINE_ROWS, {
    description: 'Rows that the database refused and that were put aside.',
    unit: '{row}',
  });
  return {
    inserted(table, count, seconds) {
      const of = { [ATTR_DB_COLLECTION_NAME]: table };
      rows.add(count, of);
      duration.record(seconds, of);
    },
    insertFailed: (table) => failures.add(1, { [ATTR_DB_COLLECTION_NAME]: table }),
    quarantined: (table, count) => quarantined.add(count, { [ATTR_DB_COLLECTION_NAME]: table }),
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
