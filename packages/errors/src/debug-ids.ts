/**
 * Debug ids: builds may write into each file the id of its source map, and register it under a stack that was made in that file.
 * https://github.com/tc39/ecma426/blob/main/proposals/debug-id.md; `_sentryDebugIds` is what other bundlers' plugins write.
 */
import { read } from './bounded.ts';

const REGISTERS = ['_debugIds', '_sentryDebugIds'];
/** File in the first line of a stack that tells a place: `at f (file:1:2)`, `at file:1:2`, `f@file:1:2`. */
const PLACE = /^(?:\s*at (?:.*? \()?|[^@\n]*@)?(.*?):\d+:\d+\)?$/m;

/** File of each registered stack; a stack is read once. */
const files = new Map<string, string>();

/** Files that `stacks` name, with the debug ids of their source maps. */
export function debugIdsOf(stacks: string): Record<string, string> | undefined {
  const found: [string, string][] = [];
  for (const name of REGISTERS) {
    for (const [stack, id] of Object.entries(Object(read(globalThis, name)))) {
      let file = files.get(stack);
      if (file === undefined) files.set(stack, (file = PLACE.exec(stack)?.[1] ?? ''));
      if (file !== '' && stacks.includes(file)) found.push([file, String(id)]);
    }
  }
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}
