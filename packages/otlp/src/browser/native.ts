/**
 * A function of the browser as it is now; without zone.js around it, which would have Angular look for changes each time that we are called
 * back, nor an instrumentation of OpenTelemetry, which would make a span of each request of ours. Taken when a client is made: what patches it
 * later does not see us.
 */
export function native<N extends 'fetch' | 'setTimeout'>(name: N): (typeof globalThis)[N] {
  const own: Partial<Record<string, (typeof globalThis)[N]>> = Object(globalThis);
  const patched: (typeof globalThis)[N] & { readonly __original?: (typeof globalThis)[N] } = globalThis[name];
  return own[`__zone_symbol__${name}`] ?? patched.__original ?? patched;
}
