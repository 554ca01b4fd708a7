import { z } from 'zod';
import { closeSession, openSession, SESSION_MS } from '../../keep/sessions.ts';
import { COOKIE, ownerOfKey } from '../caller.ts';
import { Problem } from '../problem.ts';
import { named } from '../shapes.ts';
import { createAttempts } from './attempts.ts';
import { change, nothing, type Change } from './change.ts';

const KEY = 'Write a read or an admin key.';

/** `POST /session` */
export function signIn(): Change {
  const attempts = createAttempts();
  return change({
    method: 'POST',
    name: 'session',
    summary: 'Signs in with a read or an admin key: the answer sets the cookie of the pages.',
    who: 'anyone',
    params: z.strictObject({}),
    body: named('SignIn', z.strictObject({ key: z.string(KEY).min(1, KEY).max(300, KEY) })),
    answer: named(
      'SignedIn',
      z.strictObject({ kind: z.enum(['read', 'admin']), project: z.string(), name: z.string() }),
    ),
    async handle({ keep, visitor }, _, { key }) {
      attempts.check(visitor.address);
      const ring = await keep.keyring.read();
      if (!ring.needsKey) throw new Problem(409, 'This server has no keys yet: there is nothing to sign in to.');
      let owner;
      try {
        owner = ownerOfKey(ring, key.trim());
      } catch (error) {
        attempts.fail(visitor.address);
        throw error;
      }
      const { kind, project, name } = owner;
      if (kind !== 'read' && kind !== 'admin') {
        throw new Problem(403, `This is the key of a sender (${kind}). Sign in with a read or an admin key.`);
      }
      const token = await openSession(keep, owner);
      const cookie = cookieOf(token, SESSION_MS / 1000, visitor.isSecure);
      return { body: { kind, project, name }, headers: { 'set-cookie': cookie } };
    },
  });
}

/** `DELETE /session` */
export const signOut: Change = change({
  method: 'DELETE',
  name: 'session',
  summary: 'Signs out.',
  who: 'anyone',
  params: z.strictObject({}),
  body: nothing,
  answer: nothing,
  async handle({ keep, visitor }) {
    if (visitor.session !== undefined) await closeSession(keep, visitor.session);
    return { body: {}, headers: { 'set-cookie': cookieOf('', 0, visitor.isSecure) } };
  },
});

/** No script reads it, and no other site's page makes a browser send it. */
function cookieOf(value: string, maxAgeS: number, isSecure: boolean): string {
  const secure = isSecure ? '; Secure' : '';
  return `${COOKIE}=${value}; Path=/; Max-Age=${maxAgeS}; HttpOnly; SameSite=Strict${secure}`;
}
