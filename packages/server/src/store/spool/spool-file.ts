import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { TableName } from '../native/tables.ts';
import type { ClosedSpool, SpoolRange } from './inserter.ts';
import { newSpoolName } from './names.ts';
import { syncFolder, writeFully } from './write-fully.ts';

/** A spool file that is being written. What counts is what was accepted: bytes behind that are those of a write that failed. */
export class SpoolFile {
  readonly table: TableName;
  readonly name: string;
  readonly path: string;
  /** Bytes and rows that were accepted. */
  bytes = 0;
  rows = 0;
  /** Settles with the file's way into the database. */
  readonly stored: PromiseWithResolvers<void> = Promise.withResolvers();
  readonly #file: FileHandle;
  readonly #isSynced: boolean;
  readonly #blocks: SpoolRange[] = [];
  #isTorn = false;

  private constructor(table: TableName, dir: string, name: string, file: FileHandle, isSynced: boolean) {
    this.table = table;
    this.name = name;
    this.path = join(dir, name);
    this.#file = file;
    this.#isSynced = isSynced;
    // Who waits for it looks at it; most do not.
    this.stored.promise.catch(() => undefined);
  }

  /** @param isSynced whether what is written must survive a power cut. */
  static async create(dir: string, table: TableName, isSynced: boolean): Promise<SpoolFile> {
    const name = newSpoolName(table);
    const file = await open(join(dir, name), 'wx');
    if (isSynced) await syncFolder(dir);
    return new SpoolFile(table, dir, name, file, isSynced);
  }

  /** Writes blocks behind what was accepted. */
  async write(parts: readonly Uint8Array[]): Promise<void> {
    this.#isTorn = true;
    await writeFully(this.#file, parts, this.bytes);
    if (this.#isSynced) await this.#file.datasync();
  }

  /** Makes the blocks that were written last count. */
  accept(blocks: readonly SpoolRange[]): void {
    this.#isTorn = false;
    for (const block of blocks) {
      this.#blocks.push(block);
      this.bytes = block.end;
      this.rows += block.rows;
    }
  }

  /** Lets go of the file; answers what of it counts, which is written already. */
  close(): ClosedSpool {
    this.#file.close().catch(() => undefined);
    const { table, path, name, bytes, rows } = this;
    return { table, path, name, bytes, rows, blocks: this.#blocks, isTorn: this.#isTorn };
  }
}
