/** A kill between a table and what hangs on it: the next start completes it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { startProgram } from '../../../test/kit/processes.ts';
import { openChdb } from '../src/store/chdb/engine.ts';
import { enginePath, openStore } from '../src/store/open.ts';

const FIXTURE = fileURLToPath(new URL('fixtures/torn-insert.ts', import.meta.url));

/** How many rows, or records counted, each table holds after the insert. */
const TABLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  otel_traces: {
    otel_traces_trace_id_ts: 'uniq(TraceId)',
    otel_traces_1m: 'sum(Sampled)',
    otel_traces_services: 'sum(Sampled)',
  },
  otel_logs: {
    people_identities: 'count()',
    people_profiles: 'count()',
    web_vitals: 'count()',
    page_events: 'count()',
    delivery_events: 'count()',
  },
};
const WHOLE: Readonly<Record<string, number>> = {
  otel_traces: 3,
  otel_traces_trace_id_ts: 3,
  otel_traces_1m: 3,
  // By the minute, ten minutes, the hour and six hours.
  otel_traces_services: 12,
  otel_logs: 3,
  people_identities: 1,
  people_profiles: 1,
  web_vitals: 1,
  page_events: 3,
  delivery_events: 1,
};

function countsOf(table: string): string {
  const all = { [table]: 'count()', ...TABLES[table] };
  return `SELECT ${Object.entries(all)
    .map(([name, count]) => `(SELECT toFloat64(${count}) FROM otel.${name}) AS ${name}`)
    .join(', ')}`;
}

describe.each(Object.keys(TABLES))('a server that was killed between %s and what hangs on it', (table) => {
  it('has everything once, in all tables, after the next start', async () => {
    const folder = temporaryFolder('torn');
    const killed = startProgram(process.execPath, ['--conditions=@sightglass/source', FIXTURE, folder, table]);
    expect([await killed.exited, killed.output.stderr]).toEqual(['SIGKILL', '']);

    // As the kill left it, seen without our help: rows in the table, nothing of them beyond.
    const engine = await openChdb({ path: enginePath(folder), backupsPath: folder, readers: 2, maxMemoryBytes: 1e9 });
    const torn = (await engine.select<Record<string, number>>(countsOf(table))).rows[0] ?? {};
    await engine.command('DROP TABLE otel.slow_mv SYNC');
    await engine.close();
    expect(torn[table]).toBe(3);
    expect(Object.values(torn)).toContain(0);

    const whole = Object.fromEntries(Object.entries(WHOLE).filter(([name]) => name in torn));
    // The second start finds nothing to do.
    for (const _ of [1, 2]) {
      const store = await openStore({ dataDir: folder });
      await store.flush();
      expect((await store.query(countsOf(table))).rows).toEqual([whole]);
      await store.close();
      expect(existsSync(join(folder, 'mend-since'))).toBe(false);
    }
    removeFolder(folder);
  }, 60_000);
});
