import { closeSync, ftruncateSync, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Takes out of the embedded engine's memory the parts that a kill kept it from making.
 *
 * The engine notes the token of an insert in the table's deduplication log before it renames the part that it wrote. Killed in between, it
 * would take the replay of the same rows for a repetition and store nothing. Such a record is the last of its log, or one of the last after a
 * loss of power; it is cut off. The engine must not be open.
 *
 * https://github.com/ClickHouse/ClickHouse/blob/master/src/Storages/MergeTree/MergeTreeSink.cpp (commitPart)
 *
 * @param path folder of the engine.
 * @returns names of the parts that were noted and not made.
 */
export function cutGhosts(path: string): string[] {
  const store = join(path, 'store');
  return entries(store).flatMap((prefix) =>
    entries(join(store, prefix)).flatMap((table) => cutGhostsOf(join(store, prefix, table))),
  );
}

/** `ADD`, name of the part, id of what went into it: a line of the log. */
const ADDED = /^1\t([^\t]+)\t/;

const PART = /^(.+)_(\d+)_(\d+)_\d+(?:_\d+)?$/;

function cutGhostsOf(table: string): string[] {
  const folder = join(table, 'deduplication_logs');
  const newest = entries(folder)
    .toSorted((a, b) => numberIn(a) - numberIn(b))
    .at(-1);
  if (newest === undefined) return [];
  const file = join(folder, newest);
  const lines = readFileSync(file, 'latin1').split(/(?<=\n)/);
  const made = entries(table).filter((name) => PART.test(name) && !name.startsWith('tmp'));
  const ghosts: string[] = [];
  let keep = lines.length;
  while (keep > 0) {
    const line = lines[keep - 1] ?? '';
    const part = ADDED.exec(line)?.[1];
    // A line that was torn off is none; one of another kind speaks of parts that were there.
    if (line.endsWith('\n') && (part === undefined || made.some((one) => covers(one, part)))) break;
    if (part !== undefined) ghosts.push(part);
    keep--;
  }
  if (keep < lines.length) truncate(file, Buffer.byteLength(lines.slice(0, keep).join(''), 'latin1'));
  return ghosts;
}

/** Whether a part is another one, or was merged from it. */
function covers(part: string, other: string): boolean {
  const [, partition, min, max] = PART.exec(part) ?? [];
  const [, otherPartition, otherMin, otherMax] = PART.exec(other) ?? [];
  return partition === otherPartition && Number(min) <= Number(otherMin) && Number(max) >= Number(otherMax);
}

function numberIn(name: string): number {
  return Number(/(\d+)\.txt$/.exec(name)?.[1] ?? -1);
}

function truncate(file: string, bytes: number): void {
  const handle = openSync(file, 'r+');
  try {
    ftruncateSync(handle, bytes);
  } finally {
    closeSync(handle);
  }
}

/** Names in a folder; none where there is no such folder. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
