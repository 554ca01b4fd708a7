import type { Attributes } from '@opentelemetry/api';

/** Whether an object still has these values, under the keys that it was made for, and no further key. */
export type Comparison = (attributes: Attributes, values: readonly unknown[]) => boolean;

/** Most lists of keys with code of their own; what is written in a program has far fewer. */
const MAX_WRITTEN = 256;

const written = new Map<string, Comparison>();

/**
 * How objects with these keys are compared. Programs change objects that they keep, so one that is found by identity is
 * compared at each recording. Code that names the keys takes half the time of a loop, in which V8 cannot tell the types of
 * the values apart; where the process forbids to make code of text, it is the loop.
 */
export function comparisonOf(keys: readonly string[], values: readonly unknown[]): Comparison {
  const loop: Comparison = (attributes, all) => isSame(attributes, keys, all);
  // A key that was deleted reads as undefined, too.
  if (values.includes(undefined)) return loop;
  const text = JSON.stringify(keys);
  let comparison = written.get(text);
  if (comparison === undefined && written.size < MAX_WRITTEN) written.set(text, (comparison = write(keys) ?? loop));
  return comparison ?? loop;
}

function write(keys: readonly string[]): Comparison | undefined {
  const differs = keys.map((key, at) => `attributes[${JSON.stringify(key)}] !== values[${at}]`);
  const body = `
    if (${['false', ...differs].join(' || ')}) return false;
    let count = 0;
    for (const key in attributes) count += 1;
    return count === ${keys.length};`;
  try {
    // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-type-assertion -- keys are the only input, each as a literal
    return new Function('attributes', 'values', body) as Comparison;
  } catch {
    return undefined;
  }
}

/** `Object.is` costs half of what `===` does where types vary. */
function isSame(attributes: Attributes, keys: readonly string[], values: readonly unknown[]): boolean {
  let at = 0;
  for (const key in attributes) {
    if (key !== keys[at] || !Object.is(attributes[key], values[at])) return false;
    at += 1;
  }
  return at === keys.length;
}
