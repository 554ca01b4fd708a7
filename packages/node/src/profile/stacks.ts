/** A function on a stack. */
export interface Frame {
  readonly name: string;
  /** Path of the file; the runtime's own parts have none or a name such as `node:fs`. */
  readonly file: string;
  /** Line in which the function begins, from 1; 0 where it is not known. */
  readonly startLine: number;
  /** Line that was running or is called from, from 1; 0 where it is not known. */
  readonly line: number;
}

/** One stack with what was counted for it. */
export interface Stack {
  /** From the function that ran out to the first one. */
  readonly frames: readonly Frame[];
  /** In the order of the kinds. */
  readonly values: readonly number[];
}

/** What is counted, such as `cpu` in `nanoseconds`. */
export interface ValueKind {
  readonly type: string;
  readonly unit: string;
}

/** What a profiler found. */
export interface Stacks {
  readonly kinds: readonly ValueKind[];
  /** What is counted between two samples, and how much of it. */
  readonly periodKind: ValueKind;
  readonly period: number;
  readonly stacks: readonly Stack[];
}

/** The functions that the last kind was counted in most, with their share of all: 0 to 1. */
export function topFunctions(
  { stacks }: Stacks,
  count: number,
): readonly { readonly where: string; readonly share: number }[] {
  const totals = new Map<string, number>();
  let all = 0;
  for (const { frames, values } of stacks) {
    const [frame] = frames;
    const value = values.at(-1) ?? 0;
    if (frame === undefined) continue;
    const where = frame.file === '' ? frame.name : `${frame.name} (${frame.file}:${frame.startLine})`;
    totals.set(where, (totals.get(where) ?? 0) + value);
    all += value;
  }
  return [...totals]
    .sort(([, a], [, b]) => b - a)
    .slice(0, count)
    .map(([where, value]) => ({ where, share: value / all }));
}
