import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { AttributeList } from '../attribute-list.ts';
import type { RecordedSpan } from '../recorded-span.ts';
import { ByteWriter } from './byte-writer.ts';
import type { BufferPool } from './buffer-pool.ts';
import { FULL_CHUNK_BYTES } from './buffer-pool.ts';
import type { KeyValues, Shape } from './key-values.ts';
import { writeSpan } from './write-span.ts';

/** Handed over when this is written, so that the next span still fits without another buffer. */
const HAND_OVER_AT = FULL_CHUNK_BYTES - 8192;
/** Bytes kept for the length of what is all of a chunk: up to 256 MiB. */
const LENGTH_BYTES = 4;

/** A finished `ExportTraceServiceRequest`. Several of them joined are one valid request again. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly spans: number;
}

/** The spans of one scope, written as they end. */
export class ScopeChunk {
  readonly #header: Uint8Array;
  readonly #scopeAt: number;
  readonly #pool: BufferPool;
  readonly #keyValues: KeyValues;
  readonly #shape: Shape = [];
  #writer: ByteWriter | undefined;
  #spans = 0;
  /** What the last chunk needed: the next of a busy scope begins with as much. */
  #size = 0;

  constructor(resource: Resource, scope: InstrumentationScope, pool: BufferPool, keyValues: KeyValues) {
    [this.#header, this.#scopeAt] = createHeader(resource, scope, keyValues);
    this.#pool = pool;
    this.#keyValues = keyValues;
  }

  /** @returns whether the chunk is full. A span that cannot be written leaves no trace in it, and throws. */
  add(span: RecordedSpan): boolean {
    const writer = (this.#writer ??= this.#begin());
    const start = writer.pos;
    try {
      writeSpan(writer, span, this.#keyValues, this.#shape);
    } catch (error) {
      writer.pos = start;
      throw error;
    }
    this.#spans++;
    return writer.pos >= HAND_OVER_AT;
  }

  /** What was written, or undefined if nothing was. The next span begins another chunk. */
  take(): Chunk | undefined {
    const writer = this.#writer;
    if (writer === undefined) return undefined;
    const spans = this.#spans;
    const end = writer.pos;
    writer.putLength(1, LENGTH_BYTES, end - 1 - LENGTH_BYTES);
    writer.putLength(this.#scopeAt, LENGTH_BYTES, end - this.#scopeAt - LENGTH_BYTES);
    this.#writer = undefined;
    this.#spans = 0;
    this.#size = end;
    return spans === 0 ? undefined : { bytes: writer.buffer.subarray(0, end), spans };
  }

  #begin(): ByteWriter {
    const writer = new ByteWriter(this.#pool.take(this.#size));
    writer.raw(this.#header);
    return writer;
  }
}

/** All that stands before the spans, and the place of the length of `ScopeSpans` in it. */
function createHeader(resource: Resource, scope: InstrumentationScope, keyValues: KeyValues): [Uint8Array, number] {
  const writer = new ByteWriter(Buffer.alloc(1024));
  writer.byte(0x0a);
  writer.pos += LENGTH_BYTES;
  writer.byte(0x0a);
  const resourceStart = writer.open();
  keyValues.write(writer, 0x0a, new AttributeList().add(resource.attributes, Infinity, Infinity));
  writer.close(resourceStart);
  if (resource.schemaUrl !== undefined && resource.schemaUrl !== '') {
    writer.byte(0x1a);
    writer.text(resource.schemaUrl);
  }
  writer.byte(0x12);
  const scopeAt = writer.pos;
  writer.reserve(LENGTH_BYTES);
  writer.pos += LENGTH_BYTES;
  writer.byte(0x0a);
  const scopeStart = writer.open();
  writer.byte(0x0a);
  writer.text(scope.name);
  if (scope.version !== undefined && scope.version !== '') {
    writer.byte(0x12);
    writer.text(scope.version);
  }
  writer.close(scopeStart);
  if (scope.schemaUrl !== undefined && scope.schemaUrl !== '') {
    writer.byte(0x1a);
    writer.text(scope.schemaUrl);
  }
  return [Uint8Array.prototype.slice.call(writer.buffer, 0, writer.pos), scopeAt];
}
