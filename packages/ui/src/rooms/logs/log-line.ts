import type { Answers } from '../../ask/types.ts';

export type LogLine = Answers['logs']['items'][number];

/** Tells lines apart: a Collector may deliver one twice, and a sender may use an id again. */
export function keyOfLine({ timeUnixNano, uid }: Pick<LogLine, 'timeUnixNano' | 'uid'>): string {
  return `${timeUnixNano} ${uid}`;
}

/** The lines without those that occur again; the first of equal ones stays. */
export function withoutRepeated(lines: readonly LogLine[]): LogLine[] {
  const seen = new Set<string>();
  return lines.filter((line) => {
    const key = keyOfLine(line);
    return !seen.has(key) && seen.add(key);
  });
}
