import type { Attributes } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { AttributeList } from './attribute-list.ts';
import { ByteWriter } from './byte-writer.ts';
import type { BufferPool } from './buffer-pool.ts';
import { FULL_CHUNK_BYTES } from './buffer-pool.ts';
import type { KeyValues, Shape } from './key-values.ts';

/** Handed over when this is written, so that the next item still fits without another buffer. */
const HAND_OVER_AT = FULL_CHUNK_BYTES - 8192;
/** Bytes kept for the length of what is all of a chunk: up to 256 MiB. */
const LENGTH_BYTES = 4;

/**
 * Writes one item (a span, a log record) with the tag and the length of its field in `ScopeSpans` or `ScopeLogs`, which is
 * number 2 in both. May throw: what it has written by then is taken back.
 */
export type WriteItem<Item> = (writer: ByteWriter, item: Item, keyValues: KeyValues, shape: Shape) => void;

/** What all chunks of one provider share. */
export interface ChunkParts<Item> {
  readonly resource: Resource;
  readonly pool: BufferPool;
  readonly keyValues: KeyValues;
  readonly writeItem: WriteItem<Item>;
}

/** Who makes the items. */
export interface Scope extends InstrumentationScope {
  readonly attributes?: Attributes;
  readonly droppedAttributesCount?: number;
}

/** A finished export request of its signal. Several of them joined are one valid request again. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly items: number;
}

/**
 * The items of one scope, written as they come. Requests of spans and of log records are laid out alike:
 * resource (1) and scopes (2) in a field 1, scope (1), items (2) and schema (3) in each scope.
 */
export class ScopeChunk<Item> {
  /** Made for the first item: most scopes never have one, and all are opened at the start of the program. */
  #header: Uint8Array = new Uint8Array();
  #scopeAt = 0;
  /** The resource's attributes in the header: another object, once late detectors have found more. */
  #described: object | undefined;
  readonly #parts: ChunkParts<Item>;
  readonly #scope: Scope;
  readonly #shape: Shape = [];
  #writer: ByteWriter | undefined;
  #items = 0;
  /** What the last chunk needed: the next of a busy scope begins with as much. */
  #size = 0;

  constructor(parts: ChunkParts<Item>, scope: Scope) {
    this.#parts = parts;
    this.#scope = scope;
  }

  /** @returns whether the chunk is full. An item that cannot be written leaves no trace in it, and throws. */
  add(item: Item): boolean {
    const writer = (this.#writer ??= this.#begin());
    const start = writer.pos;
    try {
      this.#parts.writeItem(writer, item, this.#parts.keyValues, this.#shape);
    } catch (error) {
      writer.pos = start;
      throw error;
    }
    this.#items++;
    return writer.pos >= HAND_OVER_AT;
  }

  /** What was written, or undefined if nothing was. The next item begins another chunk. */
  take(): Chunk | undefined {
    const writer = this.#writer === undefined ? undefined : this.#describedAnew(this.#writer);
    if (writer === undefined) return undefined;
    const items = this.#items;
    const end = writer.pos;
    writer.putLength(1, LENGTH_BYTES, end - 1 - LENGTH_BYTES);
    writer.putLength(this.#scopeAt, LENGTH_BYTES, end - this.#scopeAt - LENGTH_BYTES);
    this.#writer = undefined;
    this.#items = 0;
    this.#size = end;
    return items === 0 ? undefined : { bytes: writer.buffer.subarray(0, end), items };
  }

  /** What was written behind an older description of the resource, behind the present one. */
  #describedAnew(written: ByteWriter): ByteWriter {
    const from = this.#header.length;
    if (!this.#describe()) return written;
    const writer = new ByteWriter(this.#parts.pool.take(this.#header.length + written.pos));
    writer.raw(this.#header);
    writer.raw(written.buffer.subarray(from, written.pos));
    return writer;
  }

  /** @returns whether the header is another one now. */
  #describe(): boolean {
    const { resource, keyValues } = this.#parts;
    if (resource.attributes === this.#described) return false;
    [this.#header, this.#scopeAt] = createHeader(resource, this.#scope, keyValues);
    this.#described = resource.attributes;
    return true;
  }

  #begin(): ByteWriter {
    this.#describe();
    const writer = new ByteWriter(this.#parts.pool.take(this.#size));
    writer.raw(this.#header);
    return writer;
  }
}

/** All that stands before the items, and the place of the length of the scope in it. */
function createHeader(resource: Resource, scope: Scope, keyValues: KeyValues): [Uint8Array, number] {
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
  keyValues.write(writer, 0x1a, new AttributeList().add(scope.attributes, Infinity, Infinity));
  if (scope.droppedAttributesCount) {
    writer.byte(0x20);
    writer.varint(scope.droppedAttributesCount);
  }
  writer.close(scopeStart);
  if (scope.schemaUrl !== undefined && scope.schemaUrl !== '') {
    writer.byte(0x1a);
    writer.text(scope.schemaUrl);
  }
  return [Uint8Array.prototype.slice.call(writer.buffer, 0, writer.pos), scopeAt];
}
