/** Both drivers of the store, for suites that each of them has to pass. */
import { join } from 'node:path';
import { openChdb } from '../src/store/chdb/engine.ts';
import { connectClickHouse } from '../src/store/clickhouse/engine.ts';
import type { Engine } from '../src/store/engine.ts';
import { openDoor } from './clickhouse-door.ts';

/** A driver that is open. */
export interface Opened {
  engine: Engine;
  close(): Promise<void>;
}

/** How each is opened, in a folder that is there. */
export const DRIVERS: Readonly<Record<string, (folder: string) => Promise<Opened>>> = {
  async chdb(folder) {
    const engine = await openChdb({
      path: join(folder, 'db'),
      backupsPath: join(folder, 'backups'),
      readers: 2,
      maxMemoryBytes: 1_000_000_000,
    });
    return { engine, close: () => engine.close() };
  },
  async 'clickhouse over HTTP'(folder) {
    const door = await openDoor(folder);
    const engine = await connectClickHouse(door.url);
    return {
      engine,
      async close() {
        await engine.close();
        await door.close();
      },
    };
  },
};
