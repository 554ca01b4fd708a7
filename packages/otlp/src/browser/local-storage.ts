import type { Batch, Rows, Storage } from '../platform.ts';

/** 1 MB: a character takes two bytes. */
const MAX_LENGTH = 500_000;

/** Batches in `localStorage`, all in one entry: for where IndexedDB fails. Its every use blocks the page, so there is a small limit. */
export function createLocalStorage(name: string): Storage {
  const read = (): Record<string, Batch> => JSON.parse(localStorage.getItem(name) ?? '{}');
  const write = (batches: Record<string, Batch>): void => {
    const text = JSON.stringify(batches);
    if (text === '{}') return localStorage.removeItem(name);
    if (text.length > MAX_LENGTH) throw new RangeError();
    localStorage.setItem(name, text);
  };
  const rows: Rows = {
    heads: async () => Object.values(read()),
    get: async (id) => read()[id],
    put: async (batch) => write({ ...read(), [batch.id]: batch }),
    delete: async (id) => {
      const { [id]: _, ...others } = read();
      write(others);
    },
  };
  return {
    transact: async (work) => work(rows),
    clear: async () => localStorage.removeItem(name),
    close: () => undefined,
  };
}
