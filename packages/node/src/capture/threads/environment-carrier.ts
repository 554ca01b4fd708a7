// https://opentelemetry.io/docs/specs/otel/context/env-carriers/

import type { TextMapGetter, TextMapSetter } from '@opentelemetry/api';

/** Writes into a list of `NAME=value`, in place of what is there. */
export const pairsSetter: TextMapSetter<string[]> = {
  set: (pairs, key, value) => {
    const start = `${nameOf(key)}=`;
    const at = pairs.findIndex((pair) => pair.startsWith(start));
    if (at === -1) pairs.push(start + value);
    else pairs[at] = start + value;
  },
};

/** Reads the environment of a process. */
export const environmentGetter: TextMapGetter<NodeJS.ProcessEnv> = {
  get: (environment, key) => environment[nameOf(key)],
  keys: (environment) => Object.keys(environment),
};

function nameOf(key: string): string {
  return key.toUpperCase().replaceAll(/[^A-Z0-9_]/g, '_');
}
