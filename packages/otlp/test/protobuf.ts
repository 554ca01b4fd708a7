/** Bodies of OTLP/JSON as protobuf's own reader understands them. */
import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { fromJsonString, toJson } from 'protobufjs/ext/protojson.js';
import type { Signal } from '../src/records.ts';

// The messages as they are published, which the server's tests hold.
const { root } = protobuf.parse(readFileSync(new URL('../../server/test/otlp/otlp.proto', import.meta.url), 'utf8'));

const REQUESTS: Readonly<Record<Signal, string>> = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
};

/**
 * Reads a body strictly: no unknown field, no half of a surrogate pair, no number too large.
 *
 * @throws when it is none.
 */
export function readMessage(signal: Signal, json: string): unknown {
  return fromJsonString(root.lookupType(REQUESTS[signal]), json);
}

/** What a body means: without fields that say what is so without them. */
export function meaningOf(signal: Signal, json: string): unknown {
  const type = root.lookupType(REQUESTS[signal]);
  const meaning = toJson(type, fromJsonString(type, json)) as unknown;
  return JSON.parse(JSON.stringify(meaning, (name, value: unknown) => (isEmpty(name, value) ? undefined : value)));
}

function isEmpty(name: string, value: unknown): boolean {
  return (name === 'body' || name === 'status') && JSON.stringify(value) === '{}';
}
