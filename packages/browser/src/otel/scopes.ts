import type { Scope } from '@sightglass/otlp';

/** Makes a function that gives one object for all records of a library: it is sent once for them. */
export function createScopes(): (name: string, version?: string) => Scope {
  const scopes = new Map<string, Scope>();
  return (name, version) => {
    const key = `${name} ${version}`;
    const scope = scopes.get(key) ?? { name, ...(version && { version }) };
    scopes.set(key, scope);
    return scope;
  };
}
