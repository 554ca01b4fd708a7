import { randomBytes } from 'node:crypto';
import { TABLES, type TableName } from '../native/tables.ts';

const JOURNAL = '.journal';
const SPOOL = '.native';

let lastMs = 0;

/** Sorts by age, also where the clock goes back while the process runs. */
function prefix(): string {
  lastMs = Math.max(Date.now(), lastMs + 1);
  return `${lastMs.toString().padStart(15, '0')}-${randomBytes(6).toString('hex')}`;
}

/** `<time>-<random>.<table>.native`: never used twice, because it is the token that makes a replay harmless. */
export function newSpoolName(table: TableName): string {
  return `${prefix()}.${table}${SPOOL}`;
}

/** `<time>-<random>.journal`. */
export function newJournalName(): string {
  return prefix() + JOURNAL;
}

/** Whether a file is a journal. */
export function isJournal(name: string): boolean {
  return name.endsWith(JOURNAL);
}

/** The table of a spool file; undefined when it is none. */
export function tableOf(name: string): TableName | undefined {
  return TABLES.find((table) => name.endsWith(`.${table}${SPOOL}`));
}

/** When a file was begun, milliseconds since the epoch. */
export function timeOf(name: string): number {
  return Number(name.slice(0, 15));
}

const ASIDE = '.aside.';

/** Name of a piece of a spool file that was put aside, by where it began. */
export function asideName(name: string, table: TableName, from: number): string {
  return `${name.slice(0, -`.${table}${SPOOL}`.length)}.${from}${ASIDE}${table}${SPOOL}`;
}

/** Whether a file is such a piece: it counts as a whole, and no journal speaks of it. */
export function isAside(name: string): boolean {
  return name.includes(ASIDE);
}
