import { fileURLToPath } from 'node:url';
import { installLibraries } from '../../../../test/kit/libraries.ts';

/** Where the stock instrumentations stand. */
export const LIBRARIES: string = fileURLToPath(new URL('../libraries', import.meta.url));

/** Installs them, where they are not there yet. */
export async function provideLibraries(): Promise<void> {
  await installLibraries(LIBRARIES);
}
