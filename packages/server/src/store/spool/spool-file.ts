import { open, type FileHandle } from 'node:fs/promises';
import { cutToAcknowledged, indexPath, indexRecords, type Acknowledged } from './index-file.ts';

/** One block and whom to tell when it is safe. */
interface Waiting {
  bytes: Uint8Array;
  rows: number;
  resolve: () => void;
  reject: (error: unknown) => void;
}

/**
 * A spool file that is being written. Blocks that arrive while a write is under way go out together with the next one, so that a busy
 * receiver pays two system calls for many requests.
 */
export class SpoolFile {
  readonly path: string;
  /** Bytes and rows written and waiting. */
  bytes = 0;
  rows = 0;
  #acknowledged = 0;
  #files: Promise<{ data: FileHandle; index: FileHandle }>;
  #waiting: Waiting[] = [];
  #writing: Promise<void> = Promise.resolve();
  #isWriting = false;
  #broken: unknown;

  constructor(path: string) {
    this.path = path;
    this.#files = Promise.all([open(path, 'wx'), open(indexPath(path), 'wx')]).then(([data, index]) => ({
      data,
      index,
    }));
    // Reported by the first write.
    this.#files.catch(() => undefined);
  }

  /** Resolves when the block would survive a kill -9. */
  append(bytes: Uint8Array, rows: number): Promise<void> {
    this.bytes += bytes.length;
    this.rows += rows;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ bytes, rows, resolve, reject });
      if (!this.#isWriting) this.#writing = this.#writeWaiting();
    });
  }

  /** Whether a write failed: nothing more is taken, what was acknowledged stays. */
  get isBroken(): boolean {
    return this.#broken !== undefined;
  }

  /** Finishes what waits and closes; answers what the file holds for certain. */
  async close(): Promise<Acknowledged> {
    await this.#writing;
    const files = await this.#files.catch(() => undefined);
    await files?.data.close();
    await files?.index.close();
    if (!this.isBroken) return { bytes: this.bytes, rows: this.rows };
    return files === undefined ? { bytes: 0, rows: 0 } : cutToAcknowledged(this.path);
  }

  async #writeWaiting(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        if (this.isBroken) throw this.#broken;
        await this.#write(batch);
        for (const { resolve } of batch) resolve();
      } catch (error) {
        this.#broken = error;
        for (const { bytes, rows, reject } of batch) {
          this.bytes -= bytes.length;
          this.rows -= rows;
          reject(error);
        }
      }
    }
    this.#isWriting = false;
  }

  async #write(batch: readonly Waiting[]): Promise<void> {
    const { data, index } = await this.#files;
    const start = this.#acknowledged;
    await writeFully(
      data,
      batch.map(({ bytes }) => bytes),
      start,
    );
    await writeFully(index, [indexRecords(batch, start)], null);
    this.#acknowledged = batch.reduce((end, { bytes }) => end + bytes.length, start);
  }
}

/** Writes all bytes; one system call in the usual case. */
async function writeFully(file: FileHandle, parts: readonly Uint8Array[], position: number | null): Promise<void> {
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  // More buffers than this and the kernel refuses the call (IOV_MAX).
  const buffers = parts.length > 512 ? [Buffer.concat(parts)] : [...parts];
  const { bytesWritten } = await (position === null ? file.writev(buffers) : file.writev(buffers, position));
  if (bytesWritten === total) return;
  const rest = Buffer.concat(buffers).subarray(bytesWritten);
  if (bytesWritten === 0) throw new Error('the disk takes no more bytes');
  await writeFully(file, [rest], position === null ? null : position + bytesWritten);
}
