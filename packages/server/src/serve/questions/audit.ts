import { z } from 'zod';
import { listAudit } from '../../keep/audit.ts';
import { explain, paging, projectOfPath } from '../parameters.ts';
import { badField } from '../problem.ts';
import { question, type Question } from '../question.ts';
import { answerOf, epochMs, listShape, named } from '../shapes.ts';

const row = named(
  'AuditRow',
  z
    .strictObject({
      atMs: epochMs,
      actor: z.string().meta({ description: 'Who did it: a key, the command line, an option.' }),
      action: z.string().meta({ description: 'What was done.', examples: ['key.create'] }),
      target: z.string().meta({ description: 'What it was done to: a slug or an id.' }),
      detail: z.record(z.string(), z.unknown()).meta({ description: 'What was set. Never a key.' }),
    })
    .meta({ description: 'One change that somebody made.' }),
);

/** `GET /projects/:project/audit` */
export const audit: Question = question({
  name: 'projects/:project/audit',
  summary: 'Who changed what in a project, newest first.',
  who: 'admin',
  params: z.strictObject({ project: projectOfPath, explain, ...paging(100) }),
  answer: answerOf('Audit', listShape(row)),
  async handle({ keep, nowMs }, { project, limit, cursor }) {
    if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) {
      throw badField('cursor', cursor, 'Give the `next` of the answer before, unchanged.');
    }
    const before = cursor === undefined ? undefined : Number(cursor);
    const rows = await listAudit(keep, project, { limit, before });
    const last = rows.length === limit ? rows.at(-1) : undefined;
    const items = rows.map(({ atMs, actor, action, target, detail }) => ({ atMs, actor, action, target, detail }));
    return { range: { fromMs: nowMs, toMs: nowMs }, body: { items, next: last ? String(last.id) : null } };
  },
});
