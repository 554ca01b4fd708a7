/**
 * Debug ids: a build may give each file the id of its source map, and register it under a stack that was made in that file.
 * https://github.com/tc39/ecma426/blob/main/proposals/debug-id.md; `_sentryDebugIds` is what other bundlers' plugins write.
 */
import { cut, read } from './bounded.ts';

/** File in the first line of a stack that tells a place: `at f (file:1:2)`, `at file:1:2`, `f@file:1:2`. */
const PLACE = /^(?:\s*at (?:.*? \()?|[^@\n]*@)?(.*?):\d+:\d+\)?$/m;

/** Files that `stacks` name, with the debug ids of their source maps. */
export function debugIdsOf(stacks: string): Record<string, string> {
  const found: Record<string, string> = {};
  const registered = { ...Object(read(globalThis, '_sentryDebugIds')), ...Object(read(globalThis, '_debugIds')) };
  for (const [stack, id] of Object.entries(registered)) {
    // As it stands in what is sent: without the values of its query.
    const file = cut(PLACE.exec(stack)?.[1] ?? '');
    if (file && stacks.includes(file)) found[file] = String(id);
  }
  return found;
}
