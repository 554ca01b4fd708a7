import { z } from 'zod';
import { DEFAULT_PROJECT, actorOf } from '../../keep/principal.ts';
import { named } from '../shapes.ts';
import { change, nothing, type Change } from './change.ts';

const made = named(
  'Backup',
  z.strictObject({
    name: z.string().meta({ description: 'When it was begun.', examples: ['2026-11-21T15-20-00.000Z'] }),
    path: z.string().meta({ description: 'Its folder, on the machine of the server.' }),
  }),
);

/** `POST /backups` */
export const makeBackup: Change = change({
  method: 'POST',
  name: 'backups',
  summary: 'Makes a backup of telemetry, projects and keys, while data goes on coming; answers when it is made.',
  params: z.strictObject({}),
  body: nothing,
  answer: made,
  status: 201,
  async handle({ backUp, keep, principal }) {
    const body = await backUp();
    const entry = { actor: actorOf(principal), project: DEFAULT_PROJECT, action: 'backup.create', target: body.name };
    await keep.change(entry, () => Promise.resolve());
    return { body };
  },
});
