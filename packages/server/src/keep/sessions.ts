import type { Keep } from './keep.ts';
import { hashOf, randomText } from './key-text.ts';
import type { KeyOwner } from './keyring.ts';
import { actorOf, principalOf } from './principal.ts';

/** How long somebody stays signed in, milliseconds. */
export const SESSION_MS: number = 30 * 86_400_000;

/** 256 bits. */
const TOKEN_LENGTH = 43;

/** Opens a session with a key. @returns what the cookie holds; only its hash is kept. */
export function openSession(keep: Keep, owner: KeyOwner): Promise<string> {
  const token = randomText(TOKEN_LENGTH);
  const createdAtMs = Date.now();
  const { id, project } = owner;
  const entry = { actor: actorOf(principalOf(owner)), project, action: 'session.open', target: id };
  return keep.change(entry, async (step) => {
    await step.deleteFrom('sessions').where('expiresAtMs', '<', createdAtMs).execute();
    await step
      .insertInto('sessions')
      .values({ hash: hashOf(token), keyId: id, createdAtMs, expiresAtMs: createdAtMs + SESSION_MS })
      .execute();
    return token;
  });
}

/** The key that a session was opened with; `undefined` when there is no such session, its time is over, or the key was revoked. */
export async function ownerOfSession({ db, keyring }: Keep, token: string): Promise<KeyOwner | undefined> {
  const session = await db
    .selectFrom('sessions')
    .select(['keyId', 'expiresAtMs'])
    .where('hash', '=', hashOf(token))
    .executeTakeFirst();
  if (!session || session.expiresAtMs < Date.now()) return undefined;
  const owner = (await keyring.read()).byId.get(session.keyId);
  return owner && owner.revokedAtMs === null ? owner : undefined;
}

/** Ends a session; nothing happens when there is none. */
export async function closeSession(keep: Keep, token: string): Promise<void> {
  const owner = await ownerOfSession(keep, token);
  if (!owner) return;
  const { id, project } = owner;
  const entry = { actor: actorOf(principalOf(owner)), project, action: 'session.close', target: id };
  await keep.change(entry, (step) => step.deleteFrom('sessions').where('hash', '=', hashOf(token)).execute());
}
