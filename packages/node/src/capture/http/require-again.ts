import { createRequire } from 'node:module';
import { guarded } from '../guarded.ts';

/**
 * Requires `node:http` once more, as soon as the program has done what it is at. Its own instrumentation changes the module when that is
 * next required, which a program of ES modules may never do: then nobody would see its requests.
 */
export function requireHttpAgain(): void {
  queueMicrotask(guarded('http capture', () => void createRequire(import.meta.url)('node:http')));
}
