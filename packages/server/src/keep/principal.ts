import type { KeyKind } from './key-text.ts';
import type { KeyOwner } from './keyring.ts';

/** The project of everything that no key assigns to another. */
export const DEFAULT_PROJECT = 'default';

/** Who asks: the owner of a key, anybody on a server without keys (`open`), or somebody without a key where one is needed (`nobody`). */
export interface Principal {
  readonly kind: KeyKind | 'open' | 'nobody';
  /** The project that is meant where none is named. */
  readonly project: string;
  /** Name of the key, for people. */
  readonly name: string;
  readonly keyId?: string;
}

/** Everybody, on a server that has no keys yet. It listens on loopback only. */
export const OPEN: Principal = Object.freeze({ kind: 'open', project: DEFAULT_PROJECT, name: 'this machine' });

/** Somebody who showed no key where one is needed. */
export const NOBODY: Principal = Object.freeze({ kind: 'nobody', project: DEFAULT_PROJECT, name: '' });

/** The owner of a key. */
export function principalOf({ id, kind, project, name }: KeyOwner): Principal {
  return { kind, project, name, keyId: id };
}

/** Whether somebody may change things, and sees all projects. */
export function isAdmin({ kind }: Principal): boolean {
  return kind === 'admin' || kind === 'open';
}

/** Who did it, for the audit. */
export function actorOf({ kind, name, keyId }: Principal): string {
  return keyId === undefined ? name || kind : `key ${keyId}${name === '' ? '' : ` (${name})`}`;
}
