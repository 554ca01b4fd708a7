import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installLibraries } from '../../../../test/kit/libraries.ts';

const LIBRARIES = fileURLToPath(new URL('../libraries/', import.meta.url));
const LINKS = fileURLToPath(new URL('node_modules/', import.meta.url));

/** Installs the libraries that the programs of `apps/` drive, and lets these programs find them. */
export async function provideLibraries(): Promise<void> {
  for (const name of await installLibraries(LIBRARIES)) linkTo(name);
}

function linkTo(name: string): void {
  if (existsSync(LINKS + name)) return;
  mkdirSync(dirname(LINKS + name), { recursive: true });
  try {
    symlinkSync(`${LIBRARIES}node_modules/${name}`, LINKS + name, 'dir');
  } catch (error) {
    // Another test file was as quick.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
