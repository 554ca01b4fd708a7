import type { Batch, Head, Platform, Rows, Storage } from '../platform.ts';
import type { Signal } from '../records.ts';
import { createLocalStorage } from './local-storage.ts';

/** Known bugs of browsers make an opening wait for ever. */
const OPENING_MS = 3000;
const STORE = 'batches';
const HEADS = 'heads';
/** A key of the index: all there is to know of a batch can be read without its body. */
type HeadKey = [id: string, to: string, signal: Signal, records: number, size: number, at: number, due: number];
const HEAD_KEY: string[] = ['id', 'to', 'signal', 'records', 'size', 'at', 'due'] satisfies (keyof Head)[];

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
        request.result.createObjectStore(STORE, { keyPath: 'id' }).createIndex(HEADS, HEAD_KEY);
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
    heads: () =>
      new Promise((resolve, reject) => {
        const heads: Head[] = [];
        const request = store.index(HEADS).openKeyCursor();
        request.addEventListener('error', reject);
        request.addEventListener('success', () => {
          const cursor = request.result;
          if (!cursor) return resolve(heads);
          const [id, to, signal, records, size, at, due]: HeadKey = Object(cursor.key);
          heads.push({ id, to, signal, records, size, at, due });
          cursor.continue();
        });
      }),
    get: (id) => settled<Batch | undefined>(store.get(id)),
    put: (batch) => settled(store.put(batch)),
    delete: (id) => settled(store.delete(id)),
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
