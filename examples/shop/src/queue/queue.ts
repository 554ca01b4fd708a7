import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Name of the queue of orders that wait to be packed. */
export const PACKING_QUEUE = 'packing';

export interface Message {
  /** Unique within the queue, counted from 1. */
  id: number;
  body: string;
  /** W3C trace context of whoever sent it; absent when nobody traced. */
  traceparent: string | null;
}

/**
 * A queue between processes of one machine: a table in an SQLite file. A message taken and not finished comes back
 * when the queue is opened anew, so that the end of a worker loses nothing.
 */
export interface Queue {
  readonly name: string;
  send(body: string, traceparent: string | null): number;
  /** The oldest message that nobody has taken. */
  take(): Message | undefined;
  /** The message was dealt with and is forgotten. */
  finish(id: number): void;
  /** Messages not finished yet. */
  length(): number;
  close(): void;
}

export interface QueueOptions {
  /** Folder of the file. */
  dataDir: string;
  name: string;
  /** Set by the one consumer: what an earlier one took and did not finish is on offer again. @defaultValue false */
  consumer?: boolean;
}

export function openQueue(options: QueueOptions): Queue {
  const { dataDir, name, consumer = false } = options;
  const db = new DatabaseSync(join(dataDir, `${name}.db`), { timeout: 2000 });
  db.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS message (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      body TEXT NOT NULL,
      traceparent TEXT,
      taken INTEGER NOT NULL DEFAULT 0
    ) STRICT`);
  if (consumer) db.exec('UPDATE message SET taken = 0');
  const insert = db.prepare('INSERT INTO message (body, traceparent) VALUES (?, ?)');
  const next = db.prepare(
    'UPDATE message SET taken = 1 WHERE id = (SELECT min(id) FROM message WHERE taken = 0) RETURNING *',
  );
  const anyWaiting = db.prepare('SELECT 1 FROM message WHERE taken = 0 LIMIT 1');
  const remove = db.prepare('DELETE FROM message WHERE id = ?');
  const count = db.prepare('SELECT count(*) AS length FROM message');
  return {
    name,
    send: (body, traceparent) => Number(insert.run(body, traceparent).lastInsertRowid),
    take() {
      // Looking first keeps a waiting consumer from writing, and so from locking out those who send.
      if (anyWaiting.get() === undefined) return undefined;
      const row = next.get();
      if (row === undefined) return undefined;
      const traceparent = row['traceparent'];
      return {
        id: Number(row['id']),
        body: String(row['body']),
        traceparent: typeof traceparent === 'string' ? traceparent : null,
      };
    },
    finish: (id) => void remove.run(id),
    length: () => Number(count.get()?.['length'] ?? 0),
    close: () => db.close(),
  };
}
