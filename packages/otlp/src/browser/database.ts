import type { Head, Platform, Rows, Storage } from '../platform.ts';
import { createLocalStorage } from './local-storage.ts';

/** Known bugs of browsers make an opening wait for ever. */
const OPENING_MS = 3000;
const STORE = 'batches';
/** First letters of the keys of heads and bodies: all heads can be read without a body. */
const [HEAD, BODY] = ['h', 'b'];

/** Batches in IndexedDB; in `localStorage` where that cannot be opened. */
export function createDatabase(name: string, after: Platform['after']): Storage {
  const instead = createLocalStorage(name);
  let opening: Promise<IDBDatabase> | undefined;

  const open = (): Promise<IDBDatabase> =>
    (opening ??= new Promise((resolve, reject) => {
      after(OPENING_MS, reject);
      const request = indexedDB.open(name);
      request.addEventListener('error', reject);
      request.addEventListener('upgradeneeded', () => {
        request.result.createObjectStore(STORE);
      });
      request.addEventListener('success', () => {
        const database = request.result;
        // The browser closes it when it likes, and whoever deletes it waits for us.
        database.addEventListener('close', close);
        database.addEventListener('versionchange', close);
        resolve(database);
      });
    }));
  const close = (): void => {
    void opening?.then((database) => database.close(), ignore);
    opening = undefined;
  };
  const begin = async (): Promise<IDBTransaction | undefined> => {
    const database = await open().catch(ignore);
    return database?.transaction(STORE, 'readwrite');
  };

  return {
    async transact(work) {
      // It may have been closed a moment ago, and nobody been told yet.
      const transaction = await begin().catch(() => {
        close();
        return begin();
      });
      if (!transaction) return instead.transact(work);
      const done = new Promise<void>((resolve, reject) => {
        transaction.addEventListener('complete', () => resolve());
        transaction.addEventListener('abort', () => reject(transaction.error));
      });
      const result = await work(rowsOf(transaction.objectStore(STORE)));
      await done;
      return result;
    },
    async clear() {
      await instead.clear();
      close();
      await settled(indexedDB.deleteDatabase(name));
    },
    close,
  };
}

function rowsOf(store: IDBObjectStore): Rows {
  return {
    heads: () => settled<Head[]>(store.getAll(IDBKeyRange.lowerBound(HEAD))),
    async get(id) {
      const head = await settled<Head | undefined>(store.get(HEAD + id));
      return head && { ...head, body: await settled<string>(store.get(BODY + id)) };
    },
    put({ body, ...head }) {
      store.put(body, BODY + head.id);
      return settled(store.put(head, HEAD + head.id));
    },
    delete(id) {
      store.delete(BODY + id);
      return settled(store.delete(HEAD + id));
    },
  };
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', reject);
  });
}

function ignore(): undefined {
  return undefined;
}
