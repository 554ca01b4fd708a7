import type { Attributes } from '@opentelemetry/api';

/** Whether an object has the values that it had then, under the keys that it was made for, and no further key. */
export type Comparison = (now: Attributes, then: Attributes) => boolean;

/** Most lists of keys with code of their own; what is written in a program has far fewer. */
const MAX_WRITTEN = 256;

const written = new Map<string, Comparison>();

/**
 * How objects with these keys are compared. Programs change objects that they keep, so one that is found by identity is
 * compared at each recording. Code that names the keys takes half the time of a loop, in which V8 cannot tell the types of
 * the values apart; where the process forbids to make code of text, it is the loop.
 */
export function comparisonOf(keys: readonly string[], then: Attributes): Comparison {
  const loop: Comparison = (now, then) => isSame(now, then, keys);
  // A key that was deleted reads as undefined, too.
  if (keys.some((key) => then[key] === undefined)) return loop;
  const text = JSON.stringify(keys);
  let comparison = written.get(text);
  if (comparison === undefined && written.size < MAX_WRITTEN) written.set(text, (comparison = write(keys) ?? loop));
  return comparison ?? loop;
}

function write(keys: readonly string[]): Comparison | undefined {
  const differs = keys.map((key) => JSON.stringify(key)).map((key) => `now[${key}] !== then[${key}]`);
  const body = `
    if (${['false', ...differs].join(' || ')}) return false;
    let count = 0;
    for (const key in now) count += 1;
    return count === ${keys.length};`;
  try {
    // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-type-assertion -- keys are the only input, each as a literal
    return new Function('now', 'then', body) as Comparison;
  } catch {
    return undefined;
  }
}

/** `Object.is` costs half of what `===` does where types vary. */
function isSame(now: Attributes, then: Attributes, keys: readonly string[]): boolean {
  let at = 0;
  for (const key in now) {
    if (key !== keys[at] || !Object.is(now[key], then[key])) return false;
    at += 1;
  }
  return at === keys.length;
}
