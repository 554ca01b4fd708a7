import { createHash } from 'node:crypto';
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Batch, Head, Rows, Storage } from '../platform.ts';
import type { Signal } from '../records.ts';

/** A file that is being written is whole after this long, or never. */
const UNFINISHED_MS = 60_000;

/** A folder of batches, which several processes may share. */
export interface BufferDir extends Storage {
  /** Whether work is begun at once, whatever else is under way: when the program ends, that does not go on. */
  hurry(isEnding: boolean): void;
}

/**
 * Keeps batches in a folder, a file each: the name tells all but the body. A file comes into the folder whole, by being renamed, and the
 * same way it changes hands: who renames it first has it, and so no lock is needed that a killed process could leave behind.
 *
 * Everything here is synchronous. It takes some tenths of a millisecond, a few times a second at most, and nothing is half done whenever the
 * program ends. It does not wait for the disk: what was written survives the process, not a power failure.
 */
export function createBufferDir(folder: string, destination: string): BufferDir {
  const rows = createRows(folder, destination);
  let [running, isInHurry, last] = [0, false, Promise.resolve()];
  return {
    transact: (work) => {
      const run = async (): Promise<Awaited<ReturnType<typeof work>>> => {
        running++;
        try {
          return await work(rows);
        } finally {
          running--;
        }
      };
      const done = running === 0 || isInHurry ? run() : last.then(run);
      last = done.then(ignore, ignore);
      return done;
    },
    clear: async () => {
      for (const { id } of await rows.heads()) await rows.delete(id);
      attempt(() => rmdirSync(folder));
    },
    close: ignore,
    hurry: (isEnding) => {
      isInHurry = isEnding;
    },
  };
}

function createRows(folder: string, destination: string): Rows {
  /** File names by id, as far as they have been seen. */
  const names = new Map<string, string>();
  const path = (name: string): string => join(folder, name);
  const remove = (name: string): void => attempt(() => unlinkSync(path(name)));
  const place = placeOf(destination);
  const read = (name: string): Named | undefined => parse(name, (of) => (of === place ? destination : of));

  return {
    heads: async () => {
      const found = new Map<string, Named>();
      for (const name of list(folder).sort()) {
        if (name.endsWith(UNFINISHED)) removeStale(path(name));
        const file = read(name);
        if (file === undefined) continue;
        // Two of one id are left by a process that ended between writing a draft again and removing the one before.
        const other = found.get(file.id);
        const [kept, over] = other && other.size > file.size ? [other, file] : [file, other];
        if (over) remove(over.name);
        found.set(file.id, kept);
      }
      names.clear();
      for (const { id, name } of found.values()) names.set(id, name);
      return [...found.values()];
    },
    get: async (id) => {
      const name = names.get(id);
      const file = name === undefined ? undefined : read(name);
      if (name === undefined || file === undefined) return undefined;
      const body = contentOf(path(name));
      if (Buffer.byteLength(body) === file.bytes) return { ...file, body };
      remove(name);
      return undefined;
    },
    put: async (batch) => {
      const name = nameOf(batch);
      const known = names.get(batch.id);
      if (known !== undefined && isSameBody(read(known), batch)) renameSync(path(known), path(name));
      else {
        write(folder, name, batch.body);
        if (known !== undefined && known !== name) remove(known);
      }
      names.set(batch.id, name);
    },
    delete: async (id) => {
      const name = names.get(id);
      if (name !== undefined) remove(name);
      names.delete(id);
    },
  };
}

/** A batch as the name of its file tells of it. */
interface Named extends Head {
  readonly name: string;
  /** Length of the body: a file that is shorter did not survive a power failure. */
  readonly bytes: number;
}

const UNFINISHED = '.part';
const SIGNALS: readonly Signal[] = ['traces', 'logs', 'metrics'];

function nameOf({ id, due, at, records, size, signal, to, body }: Batch): string {
  return `${[id, due, at, records, size, Buffer.byteLength(body), signal, placeOf(to)].join('_')}.json`;
}

function parse(name: string, destinationOf: (place: string) => string): Named | undefined {
  const [id = '', due, at, records, size, bytes, what, place = '', ...rest] = name.replace(/\.json$/, '').split('_');
  const numbers = {
    due: Number(due),
    at: Number(at),
    records: Number(records),
    size: Number(size),
    bytes: Number(bytes),
  };
  const signal = SIGNALS.find((known) => known === what);
  if (rest.length > 0 || !name.endsWith('.json') || signal === undefined) return undefined;
  if (!Object.values(numbers).every(Number.isFinite)) return undefined;
  return { name, id, ...numbers, signal, to: destinationOf(place) };
}

/** A destination holds the key of the receiver, which has no business in a file name. */
function placeOf(destination: string): string {
  return createHash('sha256').update(destination).digest('hex').slice(0, 16);
}

function isSameBody(file: Named | undefined, { at, records, size }: Batch): boolean {
  return file?.at === at && file.records === records && file.size === size;
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Somebody else has it.
    return '';
  }
}

function write(folder: string, name: string, body: string): void {
  const unfinished = join(folder, `${name}.${process.pid}${UNFINISHED}`);
  try {
    make(folder);
    writeFileSync(unfinished, body, { mode: 0o600 });
    renameSync(unfinished, join(folder, name));
  } catch (error) {
    attempt(() => unlinkSync(unfinished));
    throw error;
  }
}

/** Not `recursive`: where a file system answers ENOENT to mkdir, as /proc does, Node 24 tries that for ever. */
function make(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    const code = error instanceof Error && 'code' in error && error.code;
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    make(dirname(folder));
    mkdirSync(folder, { mode: 0o700 });
  }
}

function removeStale(path: string): void {
  attempt(() => {
    if (Date.now() - statSync(path).mtimeMs > UNFINISHED_MS) unlinkSync(path);
  });
}

function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // It is gone already, or will be found the next time.
  }
}

function ignore(): void {}
