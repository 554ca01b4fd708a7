import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processesIn } from '../../../../test/kit/traces-left.ts';
import { until } from '../../../../test/kit/until.ts';
import { openWithTables } from './tables.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sightglass-tables-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('is given up where what makes the tables does not end, which is ended', async () => {
  const program = join(folder, 'hangs.mjs');
  writeFileSync(program, 'setInterval(() => {}, 1e6)');
  const dataDir = join(folder, 'data');
  const opened = openWithTables({ dataDir }, [program], 1000);
  await expect(opened).rejects.toMatchObject({
    code: 'SIGHTGLASS_DATA_FOLDER',
    message: `${dataDir}: its tables were not made within 1 s`,
  });
  await until(10_000, () => (processesIn(folder).length > 0 ? undefined : true), 'the end of the program');
  expect(existsSync(dataDir)).toBe(false);
});
