import { open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { MEMORY_MS } from './key-memory.ts';
import { newJournalName, timeOf } from './names.ts';
import { encodeRecord, type CommitRecord } from './record.ts';
import { syncFolder, writeFully } from './write-fully.ts';

/** A journal that is written no more. */
export interface OldJournal {
  path: string;
  /** When the next one was begun, milliseconds since the epoch. */
  closedMs: number;
}

/** Where acknowledgements are written down. */
export interface Journal {
  /** Resolves when the record would survive: from then on what it speaks of is acknowledged. */
  append(record: CommitRecord): Promise<void>;
  close(): Promise<void>;
}

/** What a journal needs. */
export interface JournalOptions {
  dir: string;
  /** Whether a record must survive a power cut too. */
  isSynced: boolean;
  /** Those of former processes. */
  old: readonly OldJournal[];
  /** When the oldest file was begun that is not in the database yet: the journals since then are needed to take it up. */
  oldestNeededMs: () => number;
}

/** A new file a minute, so that what is too old to matter can be removed. */
const FILE_MS = 60_000;

/** Begins a journal; files are made when there is something to write. */
export function createJournal({ dir, isSynced, old, oldestNeededMs }: JournalOptions): Journal {
  let current: { file: FileHandle; path: string; startedMs: number; size: number } | undefined;
  let closed = [...old];

  const close = async (): Promise<void> => {
    if (current === undefined) return;
    const { file, path } = current;
    current = undefined;
    closed.push({ path, closedMs: Date.now() });
    await file.close();
  };
  const removeOld = async (): Promise<void> => {
    const limitMs = Math.min(Date.now() - MEMORY_MS, oldestNeededMs());
    const gone = closed.filter(({ closedMs }) => closedMs < limitMs);
    closed = closed.filter(({ closedMs }) => closedMs >= limitMs);
    await Promise.all(gone.map(({ path }) => rm(path, { force: true })));
  };
  const present = async (): Promise<NonNullable<typeof current>> => {
    if (current !== undefined && Date.now() - current.startedMs < FILE_MS) return current;
    await close();
    const name = newJournalName();
    const path = join(dir, name);
    const file = await open(path, 'wx');
    current = { file, path, startedMs: timeOf(name), size: 0 };
    if (isSynced) await syncFolder(dir);
    // Nobody waits for this; what could not be removed is found at the next start.
    void removeOld().catch(() => undefined);
    return current;
  };

  return {
    async append(record) {
      const journal = await present();
      const bytes = encodeRecord(record);
      try {
        await writeFully(journal.file, [bytes], journal.size);
        if (isSynced) await journal.file.datasync();
      } catch (error) {
        // A record that stands there although its senders were told otherwise must not be found by the next start.
        await journal.file.truncate(journal.size).catch(() => undefined);
        await close().catch(() => undefined);
        throw error;
      }
      journal.size += bytes.length;
    },
    close,
  };
}
