/**
 * What the three signals share: `ResourceX { Resource, ScopeX { InstrumentationScope, records, schema_url }, schema_url }`. A resource and a
 * scope are encoded once for all of their rows.
 * https://github.com/open-telemetry/opentelemetry-proto/tree/main/opentelemetry/proto
 */
import { ATTR_SERVICE_NAME, ATTR_SIGHTGLASS_PROJECT } from '@sightglass/api/semconv';
import type { BlockBuilder, MapColumn } from '../../store/native/block.ts';
import type { Coded } from '../../store/native/coded.ts';
import { bytesOf, Growable, type Bytes } from '../../store/native/growable.ts';
import { AttributeList, type Stamp } from './attributes.ts';
import { openBudget, RECORD, spend } from './budget.ts';
import { BYTES, DecodeError, Reader, tagOf, VARINT } from './wire.ts';

const SERVICE_NAME = bytesOf(Buffer.from(ATTR_SERVICE_NAME));
const PROJECT = bytesOf(Buffer.from(ATTR_SIGHTGLASS_PROJECT));

/** Repeated message, schema URL and such stand at the same numbers in all three signals. */
const FIRST = tagOf(1, BYTES);
const SECOND = tagOf(2, BYTES);
const THIRD = tagOf(3, BYTES);
const SCOPE_DROPPED = tagOf(4, VARINT);

/** What resources and scopes may take up once they are written beside each of their records: a bomb is a large one with many small records. */
const MOST_BYTES = 256 * 1024 * 1024;

/** The columns of resource and scope; every table has them. */
export interface FrameColumns {
  block: BlockBuilder;
  resourceAttributes: MapColumn;
  scopeAttributes: MapColumn;
  service: Coded;
  resourceSchemaUrl: Growable | Coded;
  scopeSchemaUrl: Growable | Coded;
  scopeName: Growable;
  scopeVersion: Growable | Coded;
  /** Metrics only. */
  scopeDropped?: Growable;
}

/** Finds them in a block. */
export function frameColumns(block: BlockBuilder): FrameColumns {
  const columns: FrameColumns = {
    block,
    resourceAttributes: block.map('ResourceAttributes'),
    scopeAttributes: block.map('ScopeAttributes'),
    service: block.coded('ServiceName'),
    resourceSchemaUrl: block.text('ResourceSchemaUrl'),
    scopeSchemaUrl: block.text('ScopeSchemaUrl'),
    scopeName: block.part('ScopeName'),
    scopeVersion: block.text('ScopeVersion'),
  };
  if (block.table.startsWith('otel_metrics')) columns.scopeDropped = block.part('ScopeDroppedAttrCount');
  return columns;
}

/** What is done with the records of a body. */
export interface FrameSteps {
  /** A record at its place; resource and scope are known. */
  onRecord: (start: number, end: number) => void;
  /** All records of a scope have been read: their rows need {@link Frame.fill}. */
  onScopeEnd: () => void;
}

/** A string of the body. */
interface Place {
  start: number;
  end: number;
}

/** The resource and scope under which records stand. One is used for body after body. */
export class Frame {
  readonly #steps: FrameSteps;
  #body: Bytes = new Growable(1);
  readonly #resource = new AttributeList();
  readonly #scope = new AttributeList();
  readonly #resourceSchemaUrl: Place = { start: 0, end: 0 };
  readonly #scopeSchemaUrl: Place = { start: 0, end: 0 };
  readonly #scopeName: Place = { start: 0, end: 0 };
  readonly #scopeVersion: Place = { start: 0, end: 0 };
  #service: Bytes = bytesOf(Buffer.alloc(0));
  #project: Stamp = { key: PROJECT, value: bytesOf(Buffer.alloc(0)) };
  #scopeStamp: Stamp | undefined;
  #scopeDropped = 0;
  #written = 0;

  constructor(steps: FrameSteps) {
    this.#steps = steps;
  }

  /**
   * Goes through a body.
   *
   * @param project the one that the rows belong to; '' for the default one.
   * @param scopeStamp an attribute of ours that is added to each scope.
   */
  walk(body: Bytes, project: string, scopeStamp?: Stamp): void {
    openBudget();
    this.#body = body;
    this.#project = { key: PROJECT, value: bytesOf(Buffer.from(project)) };
    this.#scopeStamp = scopeStamp;
    this.#written = 0;
    eachMessage(body, 0, body.bytes.length, (tag, start, end) => {
      if (tag === FIRST) this.#walkResource(start, end);
    });
  }

  /** Writes the columns of resource and scope for the rows that do not have them yet. */
  fill(to: FrameColumns): void {
    const missing = to.block.rows - to.service.count;
    if (missing === 0) return;
    // Which project data belongs to is decided by the key that sends it, never by what a sender claims.
    this.#fillMap(to.resourceAttributes, this.#resource, missing, this.#project);
    this.#fillMap(to.scopeAttributes, this.#scope, missing, this.#scopeStamp);
    to.service.slices(this.#service, 0, this.#service.bytes.length, missing);
    this.#fillText(to.resourceSchemaUrl, this.#resourceSchemaUrl, missing);
    this.#fillText(to.scopeSchemaUrl, this.#scopeSchemaUrl, missing);
    this.#fillText(to.scopeName, this.#scopeName, missing);
    this.#fillText(to.scopeVersion, this.#scopeVersion, missing);
    if (to.scopeDropped === undefined) return;
    const from = to.scopeDropped.length;
    to.scopeDropped.u32(this.#scopeDropped);
    to.scopeDropped.repeat(from, missing - 1);
  }

  /** Name of the scope of the record that is read. */
  get scopeName(): string {
    return textAt(this.#body, this.#scopeName.start, this.#scopeName.end);
  }

  #fillMap(to: MapColumn, attributes: AttributeList, times: number, stamp: Stamp | undefined): void {
    const keysAt = to.keys.numbers.length;
    const valuesAt = to.values.length;
    attributes.writeRow(to, stamp);
    this.#count((to.keys.numbers.length - keysAt + to.values.length - valuesAt) * times);
    to.offsets.addRows((to.keys.numbers.length - keysAt) / 4, times - 1);
    to.keys.numbers.repeat(keysAt, times - 1);
    to.values.repeat(valuesAt, times - 1);
  }

  #fillText(to: Growable | Coded, { start, end }: Place, times: number): void {
    this.#count((end - start) * times);
    to.slices(this.#body, start, end, times);
  }

  #count(bytes: number): void {
    this.#written += bytes;
    if (this.#written <= MOST_BYTES) return;
    throw new DecodeError(
      `resources and scopes, beside each of their records, come to more than ${MOST_BYTES} bytes; send fewer records at a time, or shorter attributes`,
    );
  }

  /** Fields may come in any order: the resource is read before the records, wherever it stands. */
  #walkResource(start: number, end: number): void {
    spend(RECORD);
    const resource = this.#resource;
    resource.begin(this.#body);
    setPlace(this.#resourceSchemaUrl, 0, 0);
    eachMessage(this.#body, start, end, (tag, from, to) => {
      if (tag === THIRD) setPlace(this.#resourceSchemaUrl, from, to);
      else if (tag === FIRST) {
        eachMessage(this.#body, from, to, (field, at, until) => {
          if (field === FIRST) resource.add(at, until);
        });
      }
    });
    resource.check();
    this.#service = bytesOf(resource.stringOf(SERVICE_NAME));
    eachMessage(this.#body, start, end, (tag, from, to) => {
      if (tag === SECOND) this.#walkScope(from, to);
    });
  }

  #walkScope(start: number, end: number): void {
    spend(RECORD);
    this.#scope.begin(this.#body);
    this.#scopeDropped = 0;
    for (const place of [this.#scopeSchemaUrl, this.#scopeName, this.#scopeVersion]) setPlace(place, 0, 0);
    eachMessage(this.#body, start, end, (tag, from, to) => {
      if (tag === FIRST) this.#readScope(from, to);
      else if (tag === THIRD) setPlace(this.#scopeSchemaUrl, from, to);
    });
    this.#scope.check();
    const { onRecord, onScopeEnd } = this.#steps;
    eachMessage(this.#body, start, end, (tag, from, to) => {
      if (tag !== SECOND) return;
      spend(RECORD);
      onRecord(from, to);
    });
    onScopeEnd();
  }

  #readScope(start: number, end: number): void {
    const reader = new Reader(this.#body, start, end);
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
      if (tag === FIRST) setPlace(this.#scopeName, reader.pos, to);
      else if (tag === SECOND) setPlace(this.#scopeVersion, reader.pos, to);
      else this.#scope.add(reader.pos, to);
      reader.pos = to;
    }
  }
}

/** Calls back with each length-delimited field of a message. */
export function eachMessage(
  body: Bytes,
  start: number,
  end: number,
  onField: (tag: number, start: number, end: number) => void,
): void {
  const reader = new Reader(body, start, end);
  while (reader.more) {
    spend(1);
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

/** A stretch of a body as text. */
export function textAt({ bytes }: Bytes, start: number, end: number): string {
  return bytes.toString('utf8', start, end);
}

function setPlace(place: Place, start: number, end: number): void {
  place.start = start;
  place.end = end;
}
