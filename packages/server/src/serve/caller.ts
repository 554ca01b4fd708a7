import type { Keep } from '../keep/keep.ts';
import type { KeyOwner, Ring } from '../keep/keyring.ts';
import { keyInHeaders } from '../keep/key-text.ts';
import { NOBODY, OPEN, principalOf, type Principal } from '../keep/principal.ts';
import { ownerOfSession } from '../keep/sessions.ts';
import { Problem } from './problem.ts';

/** Name of the cookie of the pages. */
export const COOKIE = 'sightglass_session';

/**
 * Who sends a request: by `Authorization: Bearer`, by `x-sightglass-key`, or by the cookie of the pages.
 *
 * @throws a 401 for a key that is not known or was revoked. A session that has ended counts as none.
 */
export async function callerOf(keep: Keep, headers: Headers): Promise<Principal> {
  const ring = await keep.keyring.read();
  if (!ring.needsKey) return OPEN;
  const key = keyOf(headers);
  if (key !== undefined) {
    const owner = ownerOfKey(ring, key);
    keep.keyring.use(owner.id);
    return principalOf(owner);
  }
  const token = sessionOf(headers);
  const owner = token === undefined ? undefined : await ownerOfSession(keep, token);
  if (!owner) return NOBODY;
  keep.keyring.use(owner.id);
  return principalOf(owner);
}

/** The owner of a key that works. @throws a 401 that says why it does not. */
export function ownerOfKey(ring: Ring, key: string): KeyOwner {
  const owner = ring.find(key);
  if (!owner) throw new Problem(401, 'This key is not known here. See that it is whole, and a key of this server.');
  if (owner.revokedAtMs === null) return owner;
  throw new Problem(401, `This key was revoked at ${new Date(owner.revokedAtMs).toISOString()}. Use another one.`);
}

/** What the cookie of the pages holds. */
export function sessionOf(headers: Headers): string | undefined {
  const pairs = (headers.get('cookie') ?? '').split(';').map((pair) => pair.trim().split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}

/** The key that a program shows. */
export function keyOf(headers: Headers): string | undefined {
  return keyInHeaders(headers.get('authorization') ?? undefined, headers.get('x-sightglass-key') ?? undefined);
}
