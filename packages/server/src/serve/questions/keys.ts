import { z } from 'zod';
import { KEY_KINDS } from '../../keep/key-text.ts';
import { listKeys, type KeyRecord } from '../../keep/keys.ts';
import { explain, projectOfPath } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { answerOf, epochMs, listShape, named } from '../shapes.ts';

const key = z
  .strictObject({
    id: z.string(),
    kind: z.enum(KEY_KINDS),
    name: z.string(),
    hint: z.string().meta({ description: 'The last four characters.' }),
    origins: z.array(z.string()).meta({ description: 'Origins of the pages that may send with it.' }),
    createdAtMs: epochMs,
    lastUsedAtMs: epochMs.nullable().meta({ description: 'When it was last used, to about 10 seconds.' }),
    revokedAtMs: epochMs.nullable().meta({ description: 'When it was revoked; null while it works.' }),
  })
  .meta({ description: 'A key, without itself.' });

named('Key', key);

/** A key when it is made: the one answer that shows it. */
export const madeKey: z.ZodType<Omit<KeyRecord, 'project'> & { key: string }> = named(
  'MadeKey',
  key
    .extend({ key: z.string().meta({ description: 'The key itself, shown this once.' }) })
    .meta({ description: 'A new key.' }),
);

/** `GET /projects/:project/keys` */
export const keys: Question = question({
  name: 'projects/:project/keys',
  summary: 'Keys of a project, newest first.',
  who: 'admin',
  params: z.strictObject({ project: projectOfPath, explain }),
  answer: answerOf('Keys', listShape(key)),
  async handle({ keep, nowMs }, { project }) {
    const items = (await listKeys(keep, project)).map((record) => {
      const { project: _, ...item } = record;
      return item;
    });
    return { range: { fromMs: nowMs, toMs: nowMs }, body: { items, next: null } };
  },
});
