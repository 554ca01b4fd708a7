import { createHash, randomInt } from 'node:crypto';

/** What a key is for: sending from servers, sending from pages, reading, or everything. */
export type KeyKind = 'ingest' | 'browser' | 'read' | 'admin';

/** All kinds. */
export const KEY_KINDS: readonly KeyKind[] = ['ingest', 'browser', 'read', 'admin'];

const BASE_62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** 27 of 62 characters: 160 bits. */
const RANDOM_LENGTH = 27;

/** 22 of 62 characters: 130 bits, the least that a key of somebody else's making may have. */
const LEAST_LENGTH = 22;

/** A random string of this many characters would hardly ever hold fewer different ones. */
const LEAST_DIFFERENT = 10;

const FORM = /^sg_(ingest|browser|read|admin)_[0-9A-Za-z]{22,200}$/;

/** Anything in a text that is, or could be meant as, a key. */
const ANYWHERE = /\bsg_(ingest|browser|read|admin)_[0-9A-Za-z]+/g;

/** Random characters of 0-9, A-Z, a-z. */
export function randomText(length: number): string {
  return Array.from({ length }, () => BASE_62[randomInt(BASE_62.length)]).join('');
}

/** A new key. */
export function makeKey(kind: KeyKind): string {
  return `sg_${kind}_${randomText(RANDOM_LENGTH)}`;
}

/** The kind that a text claims to be a key of; `undefined` when it has not the form of a key. */
export function kindOf(text: string): KeyKind | undefined {
  const claimed = FORM.exec(text)?.[1];
  return KEY_KINDS.find((kind) => kind === claimed);
}

/** Why a key that somebody made up cannot be used as admin key; `undefined` when it can. */
export function weaknessOf(text: string): string | undefined {
  if (kindOf(text) !== 'admin') {
    return `it must be sg_admin_ and at least ${LEAST_LENGTH} of 0-9, A-Z and a-z`;
  }
  const random = text.slice('sg_admin_'.length);
  const repeats = /^(.{1,11})\1+.{0,10}$/.test(random);
  return repeats || new Set(random).size < LEAST_DIFFERENT ? 'it can be guessed' : undefined;
}

/** What is kept of a key: SHA-256 in hexadecimal. Enough for text with 128 random bits, where a slow hash would cost each request. */
export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A text that may be shown: whatever looks like a key is shortened to its kind. */
export function withoutKeys(text: string): string {
  return text.replaceAll(ANYWHERE, 'sg_$1_…');
}

/** The key that a program shows: as `Authorization: Bearer`, which wins, or as `x-sightglass-key`. Takes the values of both headers. */
export function keyInHeaders(authorization: string | undefined, own: string | undefined): string | undefined {
  return /^Bearer\s+(\S+)\s*$/i.exec(authorization ?? '')?.[1] ?? own?.trim();
}
