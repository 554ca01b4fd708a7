import { createRequire } from 'node:module';
import type * as Profile from './profile/index.ts';
import type * as Configuration from './configuration/index.ts';
import type * as Stock from './stock/index.ts';

/** Parts of the agent in files of their own, which most programs never load. */
interface Parts {
  readonly profile: typeof Profile;
  readonly configuration: typeof Configuration;
  readonly stock: typeof Stock;
}

// This file is TypeScript only where the agent runs from its source.
const EXTENSION = import.meta.url.includes('.ts') ? '/index.ts' : '.cjs';

/** @throws where the file is missing, as in a bundle of the program that left it out. */
export function loadPart<Name extends keyof Parts>(name: Name): Parts[Name] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a file exports has no type at run time
  return createRequire(import.meta.url)(`./${name}${EXTENSION}`) as Parts[Name];
}
