import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { openChdb } from '../src/store/chdb/engine.ts';
import type { Engine } from '../src/store/engine.ts';

/** Opens an embedded engine that is empty, in a folder of its own; `close` removes the folder, too. */
export async function openOwnEngine(name: string): Promise<Engine> {
  const folder = temporaryFolder(name);
  const engine = await openChdb({ path: join(folder, 'db'), backupsPath: folder, readers: 2, maxMemoryBytes: 1e9 });
  return {
    ...engine,
    async close() {
      await engine.close();
      removeFolder(folder);
    },
  };
}
