import type { Batch, Rows, Storage } from '../platform.ts';

/** 1 MB: a character takes two bytes. */
const MAX_LENGTH = 500_000;

/** Batches in `localStorage`, all in one entry: for where IndexedDB fails. Its every use blocks the page, so there is a small limit. */
export function createLocalStorage(name: string): Storage {
  const read = (): Record<string, Batch> => JSON.parse(localStorage.getItem(name) ?? '{}');
  const set = (id: string, batch?: Batch): void => {
    // What is undefined is not written.
    const text = JSON.stringify({ ...read(), [id]: batch });
    if (text.length > MAX_LENGTH) throw new RangeError();
    if (text === '{}') localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  };
  const rows: Rows = {
    heads: async () => Object.values(read()),
    get: async (id) => read()[id],
    put: async (batch) => set(batch.id, batch),
    delete: async (id) => set(id),
  };
  return {
    transact: async (work) => work(rows),
    clear: async () => localStorage.removeItem(name),
    close: () => undefined,
  };
}
