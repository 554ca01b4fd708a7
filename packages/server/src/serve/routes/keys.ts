import { z } from 'zod';
import { KEY_KINDS } from '../../keep/key-text.ts';
import { createKey, revokeKey } from '../../keep/keys.ts';
import { parseOrigin } from '../../keep/origins.ts';
import { actorOf } from '../../keep/principal.ts';
import { projectOfPath } from '../parameters.ts';
import { Problem } from '../problem.ts';
import { madeKey } from '../questions/keys.ts';
import { named } from '../shapes.ts';
import { change, nothing, type Change } from './change.ts';

const NAME = 'Write at most 100 characters.';
const ORIGIN = 'Write scheme, host and port of pages, as in https://shop.example or https://*.shop.example.';

const origin = z.string(ORIGIN).refine((text) => parseOrigin(text) !== undefined, ORIGIN);

const newKey = z
  .strictObject({
    kind: z.enum(KEY_KINDS, `Write one of ${KEY_KINDS.join(', ')}.`),
    name: z.string(NAME).max(100, NAME).optional().meta({ description: 'For people.' }),
    origins: z
      .array(origin)
      .max(100, 'Give at most 100.')
      .optional()
      .meta({ description: 'Of browser keys: origins of the pages that may send with it.' }),
  })
  .refine(({ kind, origins = [] }) => (kind === 'browser') === origins.length > 0, {
    path: ['origins'],
    message: 'Give origins for a browser key, at least one, and for no other kind.',
  });

/** `POST /projects/:project/keys` */
export const makeKey: Change = change({
  method: 'POST',
  name: 'projects/:project/keys',
  summary: 'Makes a key. The answer is the only one that ever shows it.',
  params: z.strictObject({ project: projectOfPath }),
  body: named('NewKey', newKey),
  answer: madeKey,
  status: 201,
  async handle({ keep, principal }, { project }, body) {
    if (principal.kind === 'open' && body.kind !== 'admin') {
      throw new Problem(
        409,
        'Make an admin key first: from the first key on this server asks for keys, and this one would not let you in.',
      );
    }
    const origins = (body.origins ?? []).map((text) => parseOrigin(text) ?? text);
    const { project: _, ...made } = await createKey(keep, actorOf(principal), { ...body, origins, project });
    return { body: made };
  },
});

/** `DELETE /projects/:project/keys/:id` */
export const dropKey: Change = change({
  method: 'DELETE',
  name: 'projects/:project/keys/:id',
  summary: 'Revokes a key for good, and ends the sessions that were opened with it.',
  params: z.strictObject({ project: projectOfPath, id: z.string().meta({ description: 'Id of the key.' }) }),
  body: nothing,
  answer: nothing,
  async handle({ keep, principal }, { project, id }) {
    await revokeKey(keep, actorOf(principal), id, { project, evenLastAdmin: false });
    return { body: {} };
  },
});
