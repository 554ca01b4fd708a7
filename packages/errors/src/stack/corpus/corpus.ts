import { expect, it } from 'vitest';
import { parseStack, type StackFrame } from '../index.ts';

/** A stack as an engine writes it, and its frames. The title names engine and version. */
export type Case = readonly [title: string, lines: readonly string[], frames: readonly StackFrame[]];

/** A frame in a file; `undefined` for a function without a name, or a line without a column. */
export function at(
  name: string | undefined,
  file: string,
  line: number,
  column?: number,
  more: Partial<StackFrame> = {},
): StackFrame {
  const named = name === undefined ? {} : { function: name };
  return { ...named, file, line, ...(column === undefined ? {} : { column }), ...more };
}

/** A frame of the engine itself. */
export function native(name?: string, more: Partial<StackFrame> = {}): StackFrame {
  return { ...(name === undefined ? {} : { function: name }), isNative: true, ...more };
}

/** One test for each case. */
export function expectEach(cases: readonly Case[]): void {
  it.each(cases)('%s', (_, lines, frames) => {
    expect(parseStack(lines.join('\n'))).toStrictEqual(frames);
  });
}
