import type { Batch, Rows } from '../platform.ts';

/** 1 MB: a character takes two bytes. */
const MAX_LENGTH = 500_000;

/** Batches in `localStorage`, all in one entry: for where IndexedDB fails. Its every use blocks the page, so there is a small limit. */
export interface LocalBatches extends Rows {
  /** By id; none where the browser does not let us. */
  readonly all: () => Record<string, Batch>;
  readonly clear: () => Promise<void>;
}

/** Batches of a name. */
export function createLocalBatches(name: string): LocalBatches {
  const all = (): Record<string, Batch> => {
    try {
      return JSON.parse(localStorage.getItem(name) ?? '{}');
    } catch {
      return {};
    }
  };
  const set = async (id: string, batch?: Batch): Promise<void> => {
    // What is undefined is not written.
    const text = JSON.stringify({ ...all(), [id]: batch });
    if (text.length > MAX_LENGTH) throw new RangeError();
    if (text === '{}') localStorage.removeItem(name);
    else localStorage.setItem(name, text);
  };
  return {
    all,
    heads: async () => Object.values(all()),
    get: async (id) => all()[id],
    async put(...batches) {
      for (const batch of batches) await set(batch.id, batch);
    },
    // A write costs, and one that changes nothing could undo what another tab writes now.
    delete: async (id) => (id in all() ? set(id) : undefined),
    clear: async () => localStorage.removeItem(name),
  };
}
