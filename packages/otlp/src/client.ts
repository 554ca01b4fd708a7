import type { DropReason, DroppedSignal } from '@sightglass/api/semconv';
import type { Attributes, LogRecord, MetricRecord, Scope, SpanRecord } from './records.ts';

/** Whether telemetry may be kept and sent. While `pending` it waits in memory; `denied` throws away what waits and what is stored. */
export type Consent = 'pending' | 'granted' | 'denied';

/** What every client is made of; each platform adds its own. */
export interface ClientOptions {
  /** Where to send: the address before `/v1/traces`. A path is kept. */
  readonly endpoint: string;
  /** Key of a Sightglass server; sent in the header, or in the address where a header would cost a preflight. */
  readonly key?: string | undefined;
  /** More headers, for other collectors. Any of them makes requests of a page to another origin ask first (preflight). */
  readonly headers?: Readonly<Record<string, string>>;
  /** What sends: `service.name` and what else stands on every record. Read when the first is sent. */
  readonly resource: Attributes;
  /** Default `granted`. */
  readonly consent?: Consent;
  /**
   * Whether the receiver is a Sightglass server, which takes OTLP/JSON as `text/plain` (no preflight) and the parameters `batch` and
   * `sent_at`. Default true; set it to false for a Collector or any other receiver.
   */
  readonly isSightglass?: boolean | undefined;
  /** Records that wait at most, in memory and on disk; beyond, the oldest are dropped, by batches, and counted. Default 10,000. */
  readonly maxRecords?: number;
  /** Hours after which what could not be sent is dropped. Default 24. */
  readonly maxAgeHours?: number;
  /** Told of what goes wrong, at most once a kind; default: says nothing. */
  readonly onProblem?: (message: string) => void;
}

/** Sends records to an OTLP receiver, and keeps them until it has them. No method throws. */
export interface Client {
  addSpan(scope: Scope, span: SpanRecord): void;
  addLog(scope: Scope, record: LogRecord): void;
  addMetric(scope: Scope, metric: MetricRecord): void;
  /** Counts records of a signal that were lost before they came here; told with the next delivery as `sightglass.sdk.dropped`. */
  readonly countDropped: (signal: DroppedSignal, reason: DropReason, records: number) => void;
  setConsent(consent: Consent): void;
  /** Sends what waits. Resolves when it arrived, was dropped, or could not be sent this time. */
  flush(): Promise<void>;
  /** Sends what waits, once; what cannot be sent stays stored where there is storage. Further records are dropped. */
  shutdown(): Promise<void>;
}
