import type { Line } from './line.ts';

/** Characters of all lines that are kept, at most. */
const MAX_KEPT = 8 << 20;

/** The last of a recording, as long as it is not known whether anybody will want it. */
export interface Buffer {
  add(line: Line): void;
  /** Milliseconds since the Unix epoch at which the newest part begins; undefined before the first. */
  startedAt(): number | undefined;
  /** Lines since the newest start, the start itself not counted. */
  newer(): number;
  /** Takes out what is kept. */
  take(): Line[];
  /** Lines that were thrown away because there was no room; none that were merely too old. */
  dropped(): number;
}

/** Keeps what began with the start before the last: at least as long as a start comes after. */
export function createBuffer(): Buffer {
  let before: Line[] = [];
  let newest: Line[] = [];
  let size = 0;
  let droppedLines = 0;
  const sizeOf = (lines: Line[]): number => lines.reduce((sum, { json }) => sum + json.length, 0);
  return {
    add(line) {
      if (line.isStart) {
        [before, newest] = [newest, []];
        size = sizeOf(before);
      }
      newest.push(line);
      size += line.json.length;
      if (size > MAX_KEPT) {
        size -= sizeOf(before);
        droppedLines += before.length;
        before = [];
      }
      if (size > MAX_KEPT) {
        droppedLines += newest.length;
        newest = [];
        size = 0;
      }
    },
    startedAt: () => newest[0]?.time,
    newer: () => Math.max(0, newest.length - 2),
    take() {
      const lines = [...before, ...newest];
      [before, newest, size] = [[], [], 0];
      return lines;
    },
    dropped: () => droppedLines,
  };
}
