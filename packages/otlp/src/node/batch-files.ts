import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writevSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Head } from '../platform.ts';
import type { Signal } from '../records.ts';

/** A file that is being written is whole after this long, or never. */
const UNFINISHED_MS = 60_000;

/** Batches in a folder, a file each. */
export interface BatchFiles {
  /** All of them, the oldest first. */
  heads(): readonly Head[];
  /** Undefined where somebody else has it, or where it is not whole. */
  get(id: string): { readonly head: Head; readonly body: Buffer } | undefined;
  /**
   * Writes or replaces a batch. Without a body, or with the one that it has, the file only changes its name.
   *
   * @throws when it cannot be written, or when somebody else has taken it meanwhile.
   */
  put(head: Head, body?: readonly Uint8Array[]): void;
  delete(id: string): void;
  /** Removes everything, the folder too if nothing else is in it. */
  clear(): void;
}

/**
 * Keeps batches in a folder that any number of processes share: the name of a file tells all but the body. A file comes into the folder
 * whole, by being renamed, and the same way it changes hands: who renames first has it, and so no lock is needed that a killed process could
 * leave behind.
 *
 * Everything here is synchronous. It takes some tenths of a millisecond, a few times a second at most, and nothing is half done whenever the
 * program ends. It does not wait for the disk: what was written survives the process, not a power failure.
 *
 * @param destination receiver and key; those of others are told apart and left alone
 * @param format what the bodies are: files of another one are not seen
 */
export function createBatchFiles(folder: string, destination: string, format: 'json' | 'pb'): BatchFiles {
  /** File names by id, as far as they have been seen. */
  const names = new Map<string, string>();
  const path = (name: string): string => join(folder, name);
  const remove = (name: string): void => attempt(() => unlinkSync(path(name)));
  const place = placeOf(destination);
  const read = (name: string): Named | undefined =>
    parse(name, `.${format}`, (of) => (of === place ? destination : of));
  const nameOf = ({ id, due, at, records, size, signal, to }: Head, bytes: number): string =>
    `${[id, due, at, records, size, bytes, signal, placeOf(to)].join('_')}.${format}`;

  const heads = (): readonly Head[] => {
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
  };
  const forget = (id: string): void => {
    const name = names.get(id);
    if (name !== undefined) remove(name);
    names.delete(id);
  };

  return {
    heads,
    get: (id) => {
      const name = names.get(id);
      const head = name === undefined ? undefined : read(name);
      if (name === undefined || head === undefined) return undefined;
      const body = contentOf(path(name));
      if (body.length === head.bytes) return { head, body };
      remove(name);
      return undefined;
    },
    put: (head, body) => {
      const known = names.get(head.id);
      const before = known === undefined ? undefined : read(known);
      const isSame = before?.at === head.at && before.records === head.records && before.size === head.size;
      const bytes = body?.reduce((sum, piece) => sum + piece.length, 0) ?? before?.bytes ?? 0;
      const name = nameOf(head, bytes);
      if (known !== undefined && (body === undefined || isSame)) renameSync(path(known), path(name));
      else {
        write(folder, name, body ?? []);
        if (known !== undefined && known !== name) remove(known);
      }
      names.set(head.id, name);
    },
    delete: forget,
    clear: () => {
      for (const { id } of heads()) forget(id);
      attempt(() => rmdirSync(folder));
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

function parse(name: string, ending: string, destinationOf: (place: string) => string): Named | undefined {
  const parts = name.endsWith(ending) ? name.slice(0, -ending.length).split('_') : [];
  const [id = '', due, at, records, size, bytes, what, place = '', ...rest] = parts;
  const numbers = {
    due: Number(due),
    at: Number(at),
    records: Number(records),
    size: Number(size),
    bytes: Number(bytes),
  };
  const signal = SIGNALS.find((known) => known === what);
  if (rest.length > 0 || signal === undefined) return undefined;
  if (!Object.values(numbers).every(Number.isFinite)) return undefined;
  return { name, id, ...numbers, signal, to: destinationOf(place) };
}

/** A destination holds the key of the receiver, which has no business in a file name. */
function placeOf(destination: string): string {
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(destination).digest('hex').slice(0, 16);
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    // Somebody else has it.
    return Buffer.alloc(0);
  }
}

function write(folder: string, name: string, body: readonly Uint8Array[]): void {
  const unfinished = join(folder, `${name}.${process.pid}${UNFINISHED}`);
  try {
    make(folder);
    writeWhole(unfinished, body);
    renameSync(unfinished, join(folder, name));
  } catch (error) {
    attempt(() => unlinkSync(unfinished));
    throw error;
  }
}

function writeWhole(path: string, body: readonly Uint8Array[]): void {
  const file = openSync(path, 'w', 0o600);
  try {
    const missing = body.reduce((sum, piece) => sum + piece.length, 0) - writevSync(file, body);
    if (missing > 0) throw new Error(`${missing} bytes were not written`);
  } finally {
    closeSync(file);
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
