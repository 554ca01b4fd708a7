import type { Rows, Storage } from '../platform.ts';
import { createBatchFiles } from './batch-files.ts';

/** A folder of batches, which several processes may share. */
export interface BufferDir extends Storage {
  /** Whether work is begun at once, whatever else is under way: when the program ends, that does not go on. */
  hurry(isEnding: boolean): void;
}

/** Keeps the batches of a client in a folder: the files of {@link createBatchFiles}, one piece of work after the other. */
export function createBufferDir(folder: string, destination: string): BufferDir {
  const files = createBatchFiles(folder, destination, 'json');
  const rows: Rows = {
    heads: async () => files.heads(),
    get: async (id) => {
      const file = files.get(id);
      return file && { ...file.head, body: file.body.toString() };
    },
    put: async (...batches) => {
      for (const { body, ...head } of batches) files.put(head, [Buffer.from(body)]);
    },
    delete: async (id) => files.delete(id),
  };
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
    clear: async () => files.clear(),
    close: ignore,
    hurry: (isEnding) => {
      isInHurry = isEnding;
    },
  };
}

function ignore(): void {}
