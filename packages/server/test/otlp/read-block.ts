import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BlockBuilder } from '../../src/store/native/block.ts';
import type { Engine } from './engine.ts';

/** The rows of a builder, read by the real engine from its Native block; maps as JSON objects in the order of their keys. */
export function readRows({ session, folder }: Engine, builder: BlockBuilder): Record<string, unknown>[] {
  if (builder.rows === 0) return [];
  const path = join(folder, 'block.native');
  writeFileSync(path, builder.take());
  const answer = session.query(
    `SELECT * FROM file('${path}', 'Native') SETTINGS output_format_json_quote_64bit_integers = 1`,
    'JSON',
  );
  return (JSON.parse(answer) as { data: Record<string, unknown>[] }).data;
}
