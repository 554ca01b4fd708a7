import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

const { root } = protobuf.parse(readFileSync(new URL('./otlp.proto', import.meta.url), 'utf8'));

/** Messages that tests send. */
export type RequestName = 'ExportTraceServiceRequest' | 'ExportLogsServiceRequest' | 'ExportMetricsServiceRequest';

/** Encodes a plain object with protobufjs. 64-bit integers are bigints, bytes are Uint8Arrays. */
export function encode(name: RequestName, message: object): Buffer {
  return Buffer.from(
    root
      .lookupType(name)
      .encode(withLongs(message) as object)
      .finish(),
  );
}

/** protobufjs takes 64-bit integers as two halves. */
function withLongs(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return { low: Number(BigInt.asIntN(32, value)), high: Number(BigInt.asIntN(32, value >> 32n)), unsigned: true };
  }
  if (Array.isArray(value)) return value.map(withLongs);
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withLongs(item)]));
}
