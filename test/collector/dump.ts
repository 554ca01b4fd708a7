/** Prints what a data folder holds, one JSON line a row: `node dump.ts FOLDER`. In a process of its own, because an engine opens one folder. */
import { startServer } from '@sightglass/server';
import { storedRows } from './rows.ts';

const server = await startServer({ port: 0, dataDir: process.argv[2] ?? '', selfMetrics: 0 });
for (const row of await storedRows(server.store)) process.stdout.write(`${row}\n`);
await server.close();
