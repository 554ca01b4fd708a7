import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Batch, Storage } from '../platform.ts';
import { createDatabase } from './database.ts';

const after = (delayMs: number, callback: () => void): unknown => setTimeout(callback, delayMs);

let count = 0;
const names: string[] = [];
function freshName(): string {
  const name = `test ${count++}`;
  names.push(name);
  return name;
}

function batch(id: string, body = id): Batch {
  return { id, to: 'here', signal: 'logs', body, records: 1, size: body.length, at: 1, due: 2 };
}

async function put(storage: Storage, ...batches: Batch[]): Promise<void> {
  for (const one of batches) await storage.transact((rows) => rows.put(one));
}
const ids = (storage: Storage) => storage.transact(async (rows) => (await rows.heads()).map(({ id }) => id));

afterEach(async () => {
  for (const name of names.splice(0)) {
    localStorage.removeItem(name);
    await new Promise<void>((resolve) => {
      const request = indexedDB.deleteDatabase(name);
      request.addEventListener('success', () => resolve());
    });
  }
});

describe('batches in IndexedDB', () => {
  it('are there for whoever opens it next, the oldest first', async () => {
    const name = freshName();
    const first = createDatabase(name, after);
    await put(first, batch('2'), batch('1'), batch('3'));
    first.close();
    const second = createDatabase(name, after);
    expect(await ids(second)).toEqual(['1', '2', '3']);
    expect(await second.transact((rows) => rows.get('2'))).toEqual(batch('2'));
    expect(await second.transact((rows) => rows.get('4'))).toBeUndefined();
    await second.transact((rows) => rows.delete('2'));
    expect(await ids(second)).toEqual(['1', '3']);
    second.close();
  });

  it('are kept together where they are put together', async () => {
    const storage = createDatabase(freshName(), after);
    await storage.transact((rows) => rows.put(batch('1'), batch('2')));
    expect(await ids(storage)).toEqual(['1', '2']);
    expect(await storage.transact((rows) => rows.get('2'))).toEqual(batch('2'));
    storage.close();
  });

  it('are one by one in the hands of two that want them', async () => {
    const name = freshName();
    const [one, other] = [createDatabase(name, after), createDatabase(name, after)];
    await put(one, batch('1'), batch('2'));
    const take = (storage: Storage) =>
      storage.transact(async (rows) => {
        const [head] = await rows.heads();
        if (!head) return undefined;
        await rows.get(head.id);
        await rows.delete(head.id);
        return head.id;
      });
    const taken = await Promise.all([take(one), take(other), take(one), take(other)]);
    expect(taken.filter((id) => id !== undefined).sort()).toEqual(['1', '2']);
    one.close();
    other.close();
  });

  it('stay when the browser closes the database in between', async () => {
    const name = freshName();
    const storage = createDatabase(name, after);
    await put(storage, batch('1'));
    // What a tab does that deletes or upgrades it: everybody else has to let go.
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(name, 2);
      request.addEventListener('blocked', () => reject(new Error('somebody did not let go')));
      request.addEventListener('success', () => {
        request.result.close();
        resolve();
      });
    });
    await put(storage, batch('2'));
    expect(await ids(storage)).toEqual(['1', '2']);
    storage.close();
  });

  it('leave nothing behind when they are cleared, not even a name', async () => {
    const name = freshName();
    const storage = createDatabase(name, after);
    await put(storage, batch('1'));
    await storage.clear();
    expect((await indexedDB.databases()).map((one) => one.name)).not.toContain(name);
    expect(localStorage.getItem(name)).toBeNull();
    await put(storage, batch('2'));
    expect(await ids(storage)).toEqual(['2']);
    storage.close();
  });

  it('need no turn of the page to be stored: it may be frozen by then', async () => {
    const name = freshName();
    const storage = createDatabase(name, after);
    await put(storage, batch('1'));
    const commit = vi.spyOn(IDBTransaction.prototype, 'commit');
    const stored = put(storage, batch('2'));
    await Promise.resolve();
    await Promise.resolve();
    expect(commit).toHaveBeenCalledOnce();
    await stored;
    commit.mockRestore();
    storage.close();
  });

  it('of a page that is over are kept before it goes on, also where a transaction of less of the same is all that was done', async () => {
    const name = freshName();
    const storage = createDatabase(name, after);
    await put(storage, batch('1', 'less'), batch('2', 'stored'));
    storage.keep?.([
      { ...batch('1', 'more'), records: 2 },
      batch('2', 'kept'),
      batch('3', 'x'.repeat(500_000)),
      batch('4', 'new'),
    ]);
    expect(Object.keys(JSON.parse(localStorage.getItem(name) ?? ''))).toEqual(['1', '2', '4']);
    const next = createDatabase(name, after);
    const bodies = await next.transact(async (rows) => {
      const found: (string | undefined)[] = [];
      for (const { id } of await rows.heads()) found.push((await rows.get(id))?.body);
      return found;
    });
    expect(bodies).toEqual(['more', 'stored', 'new']);
    const heads = await next.transact((rows) => rows.heads());
    expect(heads.map(({ id, records }) => [id, records])).toEqual([
      ['1', 2],
      ['2', 1],
      ['4', 1],
    ]);
    for (const id of ['1', '2', '4']) await next.transact((rows) => rows.delete(id));
    expect(await ids(next)).toEqual([]);
    expect(localStorage.getItem(name)).toBeNull();
    storage.close();
    next.close();
  });

  it('reject what cannot be stored', async () => {
    const storage = createDatabase(freshName(), after);
    const broken = Object.assign(batch('1'), { to: () => undefined });
    await expect(put(storage, broken as never)).rejects.toThrow('could not be cloned');
    await put(storage, batch('2'));
    expect(await ids(storage)).toEqual(['2']);
    storage.close();
  });
});

describe('where IndexedDB cannot be opened', () => {
  it.each([
    [
      'throws',
      () => {
        throw new DOMException('denied', 'SecurityError');
      },
    ],
    ['never answers', () => new EventTarget()],
  ])('because it %s, localStorage takes up to a megabyte', async (_, open) => {
    const name = freshName();
    const opening = vi.spyOn(IDBFactory.prototype, 'open').mockImplementation(open as never);
    try {
      const storage = createDatabase(name, (_ms, callback) => setTimeout(callback, 10));
      await put(storage, batch('1'), batch('2'));
      expect(await ids(createDatabase(name, (_ms, callback) => setTimeout(callback, 10)))).toEqual(['1', '2']);
      await expect(put(storage, batch('3', 'x'.repeat(500_000)))).rejects.toThrow(RangeError);
      await storage.transact((rows) => rows.delete('1'));
      expect(await storage.transact((rows) => rows.get('2'))).toEqual(batch('2'));
      await storage.transact((rows) => rows.delete('2'));
      expect(localStorage.getItem(name)).toBeNull();
    } finally {
      opening.mockRestore();
    }
  });

  it('what was put into localStorage is there for a page that can open it, once, until it is deleted', async () => {
    const name = freshName();
    const opening = vi.spyOn(IDBFactory.prototype, 'open').mockReturnValue(new EventTarget() as never);
    const soon: typeof after = (_ms, callback) => after(10, callback);
    await put(createDatabase(name, soon), batch('1'), batch('2'));
    opening.mockRestore();
    const storage = createDatabase(name, after);
    await put(storage, batch('3'));
    expect(await ids(storage)).toEqual(['1', '2', '3']);
    const taken = await storage.transact(async (rows) => {
      const found = await rows.get('1');
      if (found) await rows.put({ ...found, due: 9 });
      return found;
    });
    expect(taken).toEqual(batch('1'));
    const heads = await storage.transact((rows) => rows.heads());
    expect(heads.map(({ id, due }) => [id, due])).toEqual([
      ['1', 9],
      ['2', 2],
      ['3', 2],
    ]);
    for (const id of ['1', '2', '3']) await storage.transact((rows) => rows.delete(id));
    expect(await ids(storage)).toEqual([]);
    expect(localStorage.getItem(name)).toBeNull();
    storage.close();
  });
});
