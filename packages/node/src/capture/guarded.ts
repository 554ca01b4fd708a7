import { diag } from '@opentelemetry/api';

/** Most different faults that are told; the rest stays silent. */
const MAX_TOLD = 100;
const told = new Set<string>();

/**
 * Wraps what the host calls: a fault of ours ends here instead of in the program, and is told through `diag` once a cause.
 *
 * @param run takes three arguments at most: handing on a list of them would be paid for at each call
 */
export function guarded<Arguments extends [] | [unknown] | [unknown, unknown] | [unknown, unknown, unknown]>(
  what: string,
  run: (...given: Arguments) => void,
): (...given: Arguments) => void;
export function guarded(
  what: string,
  run: (first?: unknown, second?: unknown, third?: unknown) => void,
): (first?: unknown, second?: unknown, third?: unknown) => void {
  return (first, second, third) => {
    try {
      run(first, second, third);
    } catch (error) {
      const cause = `${what}: ${String(error)}`;
      if (told.has(cause) || told.size >= MAX_TOLD) return;
      told.add(cause);
      diag.error(`${what} failed`, error);
    }
  };
}
