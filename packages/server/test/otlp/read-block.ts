import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockBuilder } from '../../src/store/native/block.ts';
import { quoted } from '../../src/store/literals.ts';
import { COLUMNS } from '../../src/store/native/tables.ts';
import type { Engine } from './engine.ts';

/** The rows of a builder, read by the real engine from its Native block; maps as JSON objects in the order of their keys. */
export function readRows({ session, folder }: Engine, builder: BlockBuilder): Record<string, unknown>[] {
  if (builder.rows === 0) return [];
  const path = join(folder, 'block.native');
  writeFileSync(path, builder.take());
  // Columns that a block leaves out are filled in as they are for the table.
  const structure = COLUMNS[builder.table].map(([name, type]) => `\`${name}\` ${type}`).join(', ');
  const answer = session.query(
    `SELECT * FROM file('${path}', 'Native', ${quoted(structure)}) SETTINGS output_format_json_quote_64bit_integers = 1`,
    'JSON',
  );
  return (JSON.parse(answer) as { data: Record<string, unknown>[] }).data;
}
