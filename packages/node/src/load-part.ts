import { createRequire } from 'node:module';
import type * as Detect from './assemble/detect/index.ts';
import type * as Databases from './capture/database/part.ts';
import type * as Frameworks from './capture/frameworks-part.ts';
import type * as Genai from './capture/genai/index.ts';
import type * as Grpc from './capture/grpc/calls/index.ts';
import type * as Loggers from './capture/logging/part.ts';
import type * as Machine from './capture/machine/part.ts';
import type * as Network from './capture/network-part.ts';
import type * as Configuration from './configuration/index.ts';
import type * as Profile from './profile/index.ts';
import type * as Stock from './stock/index.ts';
import type * as Disk from './transport/disk-buffer.ts';
import type * as Sending from './transport/requester.ts';

/** Parts of the agent in files of their own, which programs load later or never. */
interface Parts {
  readonly configuration: typeof Configuration;
  readonly databases: typeof Databases;
  readonly detect: typeof Detect;
  readonly disk: typeof Disk;
  readonly frameworks: typeof Frameworks;
  readonly genai: typeof Genai;
  readonly grpc: typeof Grpc;
  readonly loggers: typeof Loggers;
  readonly machine: typeof Machine;
  readonly network: typeof Network;
  readonly profile: typeof Profile;
  readonly sending: typeof Sending;
  readonly stock: typeof Stock;
}

const SOURCES: Readonly<Record<keyof Parts, string>> = {
  configuration: './configuration/index.ts',
  databases: './capture/database/part.ts',
  detect: './assemble/detect/index.ts',
  disk: './transport/disk-buffer.ts',
  frameworks: './capture/frameworks-part.ts',
  genai: './capture/genai/index.ts',
  grpc: './capture/grpc/calls/index.ts',
  loggers: './capture/logging/part.ts',
  machine: './capture/machine/part.ts',
  network: './capture/network-part.ts',
  profile: './profile/index.ts',
  sending: './transport/requester.ts',
  stock: './stock/index.ts',
};

let requirePart: NodeJS.Require | undefined;

// This file is TypeScript only where the agent runs from its source.
const isSource = import.meta.url.includes('.ts');

/** @throws where the file is missing, as in a bundle of the program that left it out. */
export function loadPart<Name extends keyof Parts>(name: Name): Parts[Name] {
  requirePart ??= createRequire(import.meta.url);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what a file exports has no type at run time
  return requirePart(isSource ? SOURCES[name] : `./${name}.cjs`) as Parts[Name];
}
