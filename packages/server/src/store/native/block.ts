/**
 * Blocks of ClickHouse's Native format: number of columns, number of rows, then each column with its name, its type and its values. A
 * column that says nothing is left out: to the engine each column of each block costs as much as dozens of its values.
 * https://clickhouse.com/docs/interfaces/formats/Native
 */
import type { NativeBlock } from '../store.ts';
import { blockMemory } from './block-memory.ts';
import { Coded, CODED_VERSION } from './coded.ts';
import { Growable, type Part } from './growable.ts';
import { Offsets } from './offsets.ts';
import { COLUMNS, type TableName } from './tables.ts';

/** A column of maps, or the maps within a column of arrays. */
export interface MapColumn {
  offsets: Offsets;
  keys: Coded;
  values: Growable;
}

interface Column {
  /** Name and type, encoded. */
  header: Growable;
  /** The values, in the order they stand in the file. */
  parts: Part[];
  /** Whether it stands in the block also where all of its values are blank: one has to. */
  isSure: boolean;
}

/** Collects rows of one table, column by column. A writer takes the parts of its columns once and fills each for every row. */
export class BlockBuilder {
  readonly table: TableName;
  /** Rows begun; the writer adds one a row. */
  rows = 0;
  #markedRows = 0;
  readonly #columns = new Map<string, Column>();
  /** Columns of one Nested structure have the same elements: one count for them all. */
  readonly #offsets = new Map<string, Offsets>();
  readonly #parts = new Set<Part>();

  constructor(table: TableName) {
    this.table = table;
    for (const [index, [name, type]] of COLUMNS[table].entries()) {
      const header = new Growable(64);
      header.text(name);
      header.text(type);
      if (type.includes('LowCardinality')) header.u64(CODED_VERSION, 0);
      const parts = this.#makeParts(name, type);
      this.#columns.set(name, { header, parts, isSure: index === 0 });
      for (const part of parts) this.#parts.add(part);
    }
  }

  /** A column of numbers or plain strings. */
  part(column: string): Growable {
    return this.#part(column, 0, Growable);
  }

  /** A column of strings of which there are few. */
  coded(column: string): Coded {
    return this.#part(column, 0, Coded);
  }

  /** A column of strings of either kind. */
  text(column: string): Growable | Coded {
    const [part] = this.#partsOf(column);
    return part instanceof Coded ? part : this.part(column);
  }

  /** A column of maps. */
  map(column: string): MapColumn {
    return this.#map(column, 0);
  }

  /** How many elements each row of an array has; of a Nested structure, by its name. */
  offsets(name: string): Offsets {
    const offsets = this.#offsets.get(name);
    if (offsets === undefined) throw new TypeError(`${this.table}.${name} is no array`);
    return offsets;
  }

  /** The elements of a column of arrays of numbers or plain strings. */
  items(column: string): Growable {
    return this.#part(column, 1, Growable);
  }

  /** The elements of a column of arrays of strings of which there are few. */
  codedItems(column: string): Coded {
    return this.#part(column, 1, Coded);
  }

  /** The elements of a column of arrays of maps. */
  mapItems(column: string): MapColumn {
    return this.#map(column, 1);
  }

  /** Remembers this state for {@link BlockBuilder.rollback}. */
  mark(): void {
    this.#markedRows = this.rows;
    for (const part of this.#parts) part.mark();
  }

  /** Forgets the rows since the mark. */
  rollback(): void {
    this.rows = this.#markedRows;
    for (const part of this.#parts) part.rollback();
  }

  /** The block of the rows so far, in memory of its own, which {@link giveBack} takes; the builder is empty afterwards. */
  take(): NativeBlock {
    const columns = [...this.#columns.values()].filter(
      ({ parts, isSure }) => isSure || parts.some((part) => !part.isBlank),
    );
    const size = sizeOf(columns);
    const block = new Growable(size, blockMemory(size));
    block.varint(columns.length);
    block.varint(this.rows);
    for (const { header, parts } of columns) {
      header.writeTo(block);
      for (const part of parts) part.writeTo(block);
    }
    for (const part of this.#parts) part.clear();
    this.rows = 0;
    this.#markedRows = 0;
    return block.bytes.subarray(0, block.length);
  }

  #makeParts(name: string, type: string): Part[] {
    if (type.startsWith('Array(')) {
      const shared = name.split('.')[0] ?? name;
      const offsets = this.#offsets.get(shared) ?? new Offsets();
      this.#offsets.set(shared, offsets);
      return [offsets, ...this.#makeParts('', type.slice('Array('.length, -1))];
    }
    if (type.startsWith('Map(')) return [new Offsets(), new Coded(), new Growable()];
    return [type.startsWith('LowCardinality(') ? new Coded() : new Growable()];
  }

  #map(column: string, index: number): MapColumn {
    return {
      offsets: this.#part(column, index, Offsets),
      keys: this.#part(column, index + 1, Coded),
      values: this.#part(column, index + 2, Growable),
    };
  }

  #part<T extends Part>(column: string, index: number, kind: new () => T): T {
    const part = this.#partsOf(column)[index];
    if (!(part instanceof kind)) throw new TypeError(`${this.table}.${column} is not such a column`);
    return part;
  }

  #partsOf(column: string): readonly Part[] {
    return this.#columns.get(column)?.parts ?? [];
  }
}

function sizeOf(columns: readonly Column[]): number {
  let size = 20;
  for (const { header, parts } of columns) {
    size += header.length;
    for (const part of parts) size += part.size;
  }
  return size;
}
