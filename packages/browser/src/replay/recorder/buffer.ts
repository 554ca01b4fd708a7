import type { Line } from './line.ts';

/** Characters of all lines that are kept, at most. */
const MAX_KEPT = 8 << 20;

/** The last of a recording, as long as it is not known whether anybody will want it. */
export interface Buffer {
  add(line: Line): void;
  /** Takes out what is kept. */
  take(): Line[];
}

/** Keeps what began with the start before the last: at least as long as a start comes after. */
export function createBuffer(): Buffer {
  let before: Line[] = [];
  let newest: Line[] = [];
  let size = 0;
  const sizeOf = (lines: Line[]): number => lines.reduce((sum, { json }) => sum + json.length, 0);
  return {
    add(line) {
      if (line.isStart) {
        [before, newest] = [newest, []];
        size = sizeOf(before);
      }
      // After too much, nothing can be played until the next start.
      if (newest.length === 0 && !line.isStart) return;
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
    take() {
      const lines = [...before, ...newest];
      [before, newest, size] = [[], [], 0];
      return lines;
    },
  };
}
