// A process can hold several copies of @opentelemetry/api. They meet in one global object with the version of whoever made it:
// a copy reads what is registered there if that version's minor is not below its own, and registers only under exactly its own.

import { findPackageJSON } from 'node:module';
import { readFileSync } from 'node:fs';
import { isRecord } from './is-record.ts';

/** Version of the copy in this agent. */
export const API_VERSION = '1.10.0';

const KEY = Symbol.for('opentelemetry.js.api.1');
const holder: typeof globalThis & { [KEY]?: Readonly<Record<string, unknown>> } = globalThis;

/**
 * Lets our copy register beside others: one of 1.9 that registered something first must not keep us out, and one that is newer than
 * ours must still find what we register.
 */
export function amongCopies<Result>(register: () => Result): Result {
  const before = versionThere();
  if (before !== undefined && before !== API_VERSION) setVersion(API_VERSION);
  try {
    return register();
  } finally {
    const newest = [before, versionOfProgram()].filter(isNewer).at(0);
    if (newest !== undefined) setVersion(newest);
  }
}

function versionThere(): string | undefined {
  const version = holder[KEY]?.['version'];
  return typeof version === 'string' ? version : undefined;
}

/** The object is made anew: some copies write the version so that it cannot be changed. */
function setVersion(version: string): void {
  holder[KEY] = { ...holder[KEY], version };
}

/** The copy that the program's main file would load. */
function versionOfProgram(): string | undefined {
  try {
    const main = process.argv[1];
    const file = main === undefined ? undefined : findPackageJSON('@opentelemetry/api', main);
    const content: unknown = file === undefined ? undefined : JSON.parse(readFileSync(file, 'utf8'));
    const version = isRecord(content) ? content['version'] : undefined;
    return typeof version === 'string' ? version : undefined;
  } catch {
    // It has none.
    return undefined;
  }
}

function isNewer(version: string | undefined): version is string {
  const [major, minor] = (version ?? '').split('.').map(Number);
  return major === 1 && minor !== undefined && minor > 10;
}
