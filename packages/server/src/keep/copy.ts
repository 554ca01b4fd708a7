import { chmodSync, existsSync } from 'node:fs';
import { join } from 'node:path';

/** Name of the file in the data folder. */
export const KEEP_FILE = 'keep.sqlite';

/**
 * Copies projects, keys and what else people changed as they are at this moment, while a server may be at work on them.
 *
 * @returns whether there was anything to copy.
 */
export async function copyKeep(dataDir: string, to: string): Promise<boolean> {
  const from = join(dataDir, KEEP_FILE);
  if (!existsSync(from)) return false;
  // Loaded here, because Node 22 announces with its first use that its SQLite is experimental.
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(from);
  try {
    database.exec('PRAGMA busy_timeout = 5000');
    database.prepare('VACUUM INTO ?').run(join(to, KEEP_FILE));
  } finally {
    database.close();
  }
  // It holds hashes of keys: nobody else's business.
  chmodSync(join(to, KEEP_FILE), 0o600);
  return true;
}
