import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Session } from 'chdb';
import { afterAll, beforeAll } from 'vitest';

/** The real engine in a folder of its own, for the tests of one file. */
export interface Engine {
  /** For files that it shall read. */
  readonly folder: string;
  /** Open from the first test to the last. */
  readonly session: Session;
}

/** Opens the engine before the tests of the file that calls this, and removes it behind them. */
export function useEngine(name: string): Engine {
  const folder = mkdtempSync(join(tmpdir(), `sightglass-${name}-`));
  let session: Session;
  beforeAll(() => {
    session = new Session(join(folder, 'db'));
  });
  afterAll(() => {
    session.close();
    rmSync(folder, { recursive: true });
  });
  return {
    folder,
    get session() {
      return session;
    },
  };
}
