import type { Client, DropReason, LogRecord } from '@sightglass/otlp';

/** What a tracker gave to its client. */
export interface Recording {
  readonly client: Client;
  readonly records: LogRecord[];
  /** Number of drops by reason. */
  readonly drops: Partial<Record<DropReason, number>>;
}

/** A client that keeps what it is given. */
export function createRecording(): Recording {
  const records: LogRecord[] = [];
  const drops: Partial<Record<DropReason, number>> = {};
  const client: Client = {
    addSpan: () => {},
    addMetric: () => {},
    addLog: (_, record) => void records.push(record),
    countDropped: (_, reason, count) => {
      drops[reason] = (drops[reason] ?? 0) + count;
    },
    setConsent: () => {},
    flush: async () => {},
    shutdown: async () => {},
  };
  return { client, records, drops };
}
