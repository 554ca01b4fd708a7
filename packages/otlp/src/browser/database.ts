import type { Head, Platform, Rows, Storage } from '../platform.ts';
import { createLocalBatches, type LocalBatches } from './local-storage.ts';

/** Known bugs of browsers make an opening wait for ever. */
const OPENING_MS = 3000;
const STORE = 'batches';
/** First letters of the keys of heads and bodies: all heads can be read without a body. */
const HEAD = 'h';
const BODY = 'b';

/** Batches in IndexedDB; in `localStorage` where that cannot be opened. */
export function createDatabase(name: string, after: Platform['after']): Storage {
  const instead = createLocalBatches(name);
  let opening: Promise<IDBDatabase> | undefined;

  const close = (): void => {
    void opening?.then((database) => database.close(), nothing);
    opening = undefined;
  };
  const open = (): Promise<IDBDatabase> =>
    (opening ??= new Promise((resolve, reject) => {
      after(OPENING_MS, reject);
      const request = indexedDB.open(name);
      request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
      resultOf(request).then((database) => {
        // The browser closes it when it likes, and whoever deletes it waits for us.
        for (const event of ['close', 'versionchange']) database.addEventListener(event, close);
        resolve(database);
      }, reject);
    }));

  return {
    async transact(work) {
      const database = await open().catch(nothing);
      if (!database) return work(instead);
      try {
        const transaction = database.transaction(STORE, 'readwrite');
        const done = new Promise<unknown>((resolve, reject) => {
          transaction.addEventListener('complete', resolve);
          transaction.addEventListener('abort', () => reject(transaction.error));
        });
        const result = await work(rowsOf(transaction.objectStore(STORE), instead));
        await done;
        return result;
      } catch (error) {
        // It may have been closed without a word: the next one opens it again.
        close();
        throw error;
      }
    },
    keep(batches) {
      for (const batch of batches) void instead.put(batch).catch(nothing);
    },
    async clear() {
      await instead.clear().catch(nothing);
      close();
      await resultOf(indexedDB.deleteDatabase(name));
    },
    close,
  };
}

/**
 * What is stored, and what a page left in `localStorage`: its database could not be opened, or, as in Firefox, the page was gone before a transaction
 * ended. Of one id, what has more records; else what is stored.
 */
function rowsOf(store: IDBObjectStore, instead: LocalBatches): Rows {
  return {
    async heads() {
      const all: Record<string, Head> = instead.all();
      for (const head of await resultOf<Head[]>(store.getAll(IDBKeyRange.lowerBound(HEAD))))
        if (!isMore(all[head.id], head)) all[head.id] = head;
      return Object.values(all);
    },
    async get(id) {
      const head = await resultOf<Head | undefined>(store.get(HEAD + id));
      const kept = instead.all()[id];
      return head && !isMore(kept, head) ? { ...head, body: await resultOf<string>(store.get(BODY + id)) } : kept;
    },
    // Whether these were kept the end of the transaction tells.
    async put(...batches) {
      for (const { body, ...head } of batches) {
        store.put(body, BODY + head.id);
        store.put(head, HEAD + head.id);
      }
      // A page that is left has no turn to end it, and would be dropped from the back/forward cache once another page waits for it.
      store.transaction.commit?.();
    },
    async delete(id) {
      void instead.delete(id).catch(nothing);
      store.delete(BODY + id);
      store.delete(HEAD + id);
    },
  };
}

function isMore(kept: Head | undefined, { records }: Head): boolean {
  return Number(kept?.records) > records;
}

function resultOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', reject);
  });
}

function nothing(): undefined {
  return undefined;
}
