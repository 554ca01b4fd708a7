import { ServerError } from '../errors.ts';
import { createBinder, type Source } from './statement.ts';
import type { Condition } from './where.ts';

/**
 * Whether the patterns of a condition are regular expressions that the engine (RE2) reads. Asked beforehand, because a wrong one fails a
 * question only when a row happens to be compared with it.
 */
export async function canMatch(source: Source, condition: Condition): Promise<boolean> {
  if (condition.op !== '=~' && condition.op !== '!~') return true;
  const bind = createBinder();
  const each = condition.values.map((pattern) => `match('', ${bind('String', pattern)})`);
  try {
    await source.query(`SELECT ${each.join(', ')}`, bind.values);
    return true;
  } catch (error) {
    if (error instanceof ServerError && error.message.includes('CANNOT_COMPILE_REGEXP')) return false;
    throw error;
  }
}
