/**
 * What the three signals share: `ResourceX { Resource, ScopeX { InstrumentationScope, records, schema_url }, schema_url }`. A resource and a
 * scope are encoded once and copied for each of their rows.
 * https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto
 */
import { ATTR_SERVICE_NAME, ATTR_SIGHTGLASS_PROJECT } from '@sightglass/api/semconv';
import type { BlockBuilder, MapParts } from '../../store/native/block.ts';
import { Growable } from '../../store/native/growable.ts';
import { AttributeList, type Stamp } from './attributes.ts';
import { BYTES, Reader, tagOf, VARINT } from './wire.ts';

const SERVICE_NAME = Buffer.from(ATTR_SERVICE_NAME);
const PROJECT = Buffer.from(ATTR_SIGHTGLASS_PROJECT);

/** Repeated message, schema URL and such stand at the same numbers in all three signals. */
const FIRST = tagOf(1, BYTES);
const SECOND = tagOf(2, BYTES);
const THIRD = tagOf(3, BYTES);
const SCOPE_DROPPED = tagOf(4, VARINT);

/** An encoded map and how many entries it has. */
class EncodedMap {
  readonly keys: Growable = new Growable();
  readonly values: Growable = new Growable();
  count = 0;

  clear(): void {
    this.keys.clear();
    this.values.clear();
    this.count = 0;
  }

  writeRow([offsets, keys, values]: MapParts): void {
    offsets.offset(this.count);
    keys.raw(this.keys.bytes, 0, this.keys.length);
    values.raw(this.values.bytes, 0, this.values.length);
  }
}

/** The resource and scope under which a record stands. */
export class Frame {
  readonly #buf: Buffer;
  readonly #list: AttributeList;
  readonly #resource = new EncodedMap();
  readonly #scope = new EncodedMap();
  readonly #service = new Growable();
  readonly #resourceSchemaUrl = new Growable();
  readonly #scopeSchemaUrl = new Growable();
  readonly #scopeName = new Growable();
  readonly #scopeVersion = new Growable();
  readonly #project: Stamp;
  #scopeDropped = 0;

  /** @param project the one that the rows belong to; '' for the default one. */
  constructor(buf: Buffer, project: string) {
    this.#buf = buf;
    this.#project = { key: PROJECT, value: Buffer.from(project) };
    this.#list = new AttributeList(buf);
  }

  /** Calls back with the place of each record; resource and scope are those of the record then. */
  walk(onRecord: (start: number, end: number) => void): void {
    const reader = new Reader(this.#buf);
    while (reader.more) {
      const tag = reader.tag();
      if (tag !== FIRST) {
        reader.skip(tag);
        continue;
      }
      const end = reader.length();
      this.#walkResource(reader.pos, end, onRecord);
      reader.pos = end;
    }
  }

  /** Writes the columns of resource and scope for one row. */
  writeRow(columns: FrameColumns): void {
    this.#resource.writeRow(columns.resourceAttributes);
    this.#scope.writeRow(columns.scopeAttributes);
    columns.service.raw(this.#service.bytes, 0, this.#service.length);
    columns.resourceSchemaUrl.raw(this.#resourceSchemaUrl.bytes, 0, this.#resourceSchemaUrl.length);
    columns.scopeSchemaUrl.raw(this.#scopeSchemaUrl.bytes, 0, this.#scopeSchemaUrl.length);
    columns.scopeName.raw(this.#scopeName.bytes, 0, this.#scopeName.length);
    columns.scopeVersion.raw(this.#scopeVersion.bytes, 0, this.#scopeVersion.length);
    columns.scopeDropped?.u32(this.#scopeDropped);
  }

  /** Fields may come in any order: the resource is read before the records, wherever it stands. */
  #walkResource(start: number, end: number, onRecord: (start: number, end: number) => void): void {
    this.#list.clear();
    setText(this.#resourceSchemaUrl, this.#buf, 0, 0);
    eachMessage(this.#buf, start, end, (tag, from, to) => {
      if (tag === FIRST) this.#addAttributes(from, to, FIRST);
      else if (tag === THIRD) setText(this.#resourceSchemaUrl, this.#buf, from, to);
    });
    this.#service.clear();
    this.#list.writeValueOf(SERVICE_NAME, this.#service);
    this.#resource.clear();
    // Which project data belongs to is decided by the key that sends it, never by what a sender claims.
    this.#resource.count = this.#list.write(this.#resource.keys, this.#resource.values, this.#project);
    eachMessage(this.#buf, start, end, (tag, from, to) => {
      if (tag === SECOND) this.#walkScope(from, to, onRecord);
    });
  }

  #walkScope(start: number, end: number, onRecord: (start: number, end: number) => void): void {
    this.#list.clear();
    this.#scopeDropped = 0;
    for (const text of [this.#scopeSchemaUrl, this.#scopeName, this.#scopeVersion]) setText(text, this.#buf, 0, 0);
    eachMessage(this.#buf, start, end, (tag, from, to) => {
      if (tag === FIRST) this.#readScope(from, to);
      else if (tag === THIRD) setText(this.#scopeSchemaUrl, this.#buf, from, to);
    });
    this.#scope.clear();
    this.#scope.count = this.#list.write(this.#scope.keys, this.#scope.values);
    eachMessage(this.#buf, start, end, (tag, from, to) => {
      if (tag === SECOND) onRecord(from, to);
    });
  }

  #readScope(start: number, end: number): void {
    const reader = new Reader(this.#buf, start, end);
    while (reader.more) {
      const tag = reader.tag();
      if (tag === SCOPE_DROPPED) {
        this.#scopeDropped = reader.varint();
        continue;
      }
      if (tag !== FIRST && tag !== SECOND && tag !== THIRD) {
        reader.skip(tag);
        continue;
      }
      const to = reader.length();
      if (tag === FIRST) setText(this.#scopeName, this.#buf, reader.pos, to);
      else if (tag === SECOND) setText(this.#scopeVersion, this.#buf, reader.pos, to);
      else this.#list.add(reader.pos, to);
      reader.pos = to;
    }
  }

  #addAttributes(start: number, end: number, field: number): void {
    eachMessage(this.#buf, start, end, (tag, from, to) => {
      if (tag === field) this.#list.add(from, to);
    });
  }
}

/** The columns of resource and scope; every table has them. */
export interface FrameColumns {
  resourceAttributes: MapParts;
  scopeAttributes: MapParts;
  service: Growable;
  resourceSchemaUrl: Growable;
  scopeSchemaUrl: Growable;
  scopeName: Growable;
  scopeVersion: Growable;
  /** Metrics only. */
  scopeDropped?: Growable;
}

/** Finds them in a block. */
export function frameColumns(block: BlockBuilder): FrameColumns {
  const columns: FrameColumns = {
    resourceAttributes: block.map('ResourceAttributes'),
    scopeAttributes: block.map('ScopeAttributes'),
    service: block.part('ServiceName'),
    resourceSchemaUrl: block.part('ResourceSchemaUrl'),
    scopeSchemaUrl: block.part('ScopeSchemaUrl'),
    scopeName: block.part('ScopeName'),
    scopeVersion: block.part('ScopeVersion'),
  };
  if (block.table.startsWith('otel_metrics')) columns.scopeDropped = block.part('ScopeDroppedAttrCount');
  return columns;
}

/** Calls back with each length-delimited field of a message. */
export function eachMessage(
  buf: Buffer,
  start: number,
  end: number,
  onField: (tag: number, start: number, end: number) => void,
): void {
  const reader = new Reader(buf, start, end);
  while (reader.more) {
    const tag = reader.tag();
    if ((tag & 7) !== BYTES) {
      reader.skip(tag);
      continue;
    }
    const to = reader.length();
    onField(tag, reader.pos, to);
    reader.pos = to;
  }
}

/** Makes a string of the body the whole content of a part. */
export function setText(into: Growable, buf: Buffer, start: number, end: number): void {
  into.clear();
  into.slice(buf, start, end);
}
