/**
 * Blocks of ClickHouse's Native format: number of columns, number of rows, then each column with its name, its type and its values.
 * https://clickhouse.com/docs/interfaces/formats/Native
 */
import type { NativeBlock } from '../store.ts';
import { Growable } from './growable.ts';
import { COLUMNS, type TableName } from './tables.ts';

interface ColumnParts {
  /** Name and type, encoded. */
  header: Growable;
  /** The values, in the order they stand in the file. */
  parts: Growable[];
}

/** Collects rows of one table, column by column. A writer takes the parts of its columns once and fills each for every row. */
export class BlockBuilder {
  readonly table: TableName;
  /** Rows begun; the writer adds one a row. */
  rows = 0;
  #markedRows = 0;
  readonly #columns = new Map<string, ColumnParts>();

  constructor(table: TableName) {
    this.table = table;
    for (const [name, type] of COLUMNS[table]) {
      const header = new Growable(64);
      header.text(name);
      header.text(type);
      const parts = Array.from({ length: partCount(type) }, () => new Growable());
      this.#columns.set(name, { header, parts });
    }
  }

  /** A column of strings or numbers. */
  part(column: string): Growable {
    return this.#part(column, 0, 1);
  }

  /** A column of maps. */
  map(column: string): MapParts {
    return [this.#part(column, 0, 3), this.#part(column, 1, 3), this.#part(column, 2, 3)];
  }

  /** A column of arrays of strings or numbers. */
  list(column: string): ListParts {
    return [this.#part(column, 0, 2), this.#part(column, 1, 2)];
  }

  /** A column of arrays of maps. */
  mapList(column: string): MapListParts {
    return [this.#part(column, 0, 4), this.#part(column, 1, 4), this.#part(column, 2, 4), this.#part(column, 3, 4)];
  }

  /** Remembers this state for {@link BlockBuilder.rollback}. */
  mark(): void {
    this.#markedRows = this.rows;
    for (const { parts } of this.#columns.values()) for (const part of parts) part.mark();
  }

  /** Forgets the rows since the mark. */
  rollback(): void {
    this.rows = this.#markedRows;
    for (const { parts } of this.#columns.values()) for (const part of parts) part.rollback();
  }

  /** Bytes that the block would have now. */
  get size(): number {
    let size = 20;
    for (const { header, parts } of this.#columns.values()) {
      size += header.length;
      for (const part of parts) size += part.length;
    }
    return size;
  }

  /** The block of the rows so far, in memory of its own; the builder is empty afterwards. */
  take(): NativeBlock {
    const block = new Growable(this.size);
    block.varint(this.#columns.size);
    block.varint(this.rows);
    for (const { header, parts } of this.#columns.values()) {
      block.raw(header.bytes, 0, header.length);
      for (const part of parts) {
        block.raw(part.bytes, 0, part.length);
        part.clear();
      }
    }
    this.rows = 0;
    this.#markedRows = 0;
    return block.bytes.subarray(0, block.length);
  }

  #part(column: string, index: number, count: number): Growable {
    const parts = this.#columns.get(column)?.parts;
    const part = parts?.[index];
    if (part === undefined || parts?.length !== count)
      throw new TypeError(`${this.table}.${column} is not such a column`);
    return part;
  }
}

/** Parts of a Map column. */
export type MapParts = readonly [offsets: Growable, keys: Growable, values: Growable];

/** Parts of a column of arrays. */
export type ListParts = readonly [offsets: Growable, items: Growable];

/** Parts of a column of arrays of maps. */
export type MapListParts = readonly [offsets: Growable, ...map: MapParts];

function partCount(type: string): number {
  if (type.startsWith('Array(')) return 1 + partCount(type.slice('Array('.length, -1));
  return type.startsWith('Map(') ? 3 : 1;
}
