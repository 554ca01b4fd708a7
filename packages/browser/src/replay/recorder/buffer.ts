import type { Line } from './line.ts';
import { META } from './rrweb-values.ts';

/** Characters of all lines that are kept, at most. */
const MAX_KEPT = 8 << 20;

/** The last of a recording, as long as it is not known whether anybody will want it. */
export interface Buffer {
  add(line: Line): void;
  /** What is kept. */
  readonly lines: () => Line[];
}

/** Keeps what came since the snapshot before the last, whose size of the window is told first. */
export function createBuffer(): Buffer {
  let before: Line[] = [];
  let newest: Line[] = [];
  let size = 0;
  const sizeOf = (lines: Line[]): number => lines.reduce((sum, { json }) => sum + json.length, 0);
  return {
    add(line) {
      if (line.type === META) {
        [before, newest] = [newest, []];
        size = sizeOf(before);
      }
      // After too much, nothing can be played until the next snapshot.
      if (newest.length === 0 && line.type !== META) return;
      newest.push(line);
      size += line.json.length;
      if (size > MAX_KEPT) {
        size -= sizeOf(before);
        before = [];
      }
      if (size > MAX_KEPT) {
        newest = [];
        size = 0;
      }
    },
    lines: () => [...before, ...newest],
  };
}
