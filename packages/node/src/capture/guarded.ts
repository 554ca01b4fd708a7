import { diag } from '@opentelemetry/api';

/** Most different faults that are told; the rest stays silent. */
const MAX_TOLD = 100;
const told = new Set<string>();

/**
 * Wraps what the host calls: a fault of ours ends here instead of in the program, and is told through `diag` once a cause.
 */
export function guarded<Arguments extends unknown[]>(
  what: string,
  run: (...given: Arguments) => void,
): (...given: Arguments) => void {
  return (...given) => {
    try {
      run(...given);
    } catch (error) {
      const cause = `${what}: ${String(error)}`;
      if (told.has(cause) || told.size >= MAX_TOLD) return;
      told.add(cause);
      diag.error(`${what} failed`, error);
    }
  };
}
