import { z } from 'zod';
import type { Keep } from '../../keep/keep.ts';
import { isAdmin, type Principal } from '../../keep/principal.ts';
import { listProjects, type Project } from '../../keep/projects.ts';
import { question, type Question } from '../question.ts';
import { answerOf } from '../shapes.ts';

const who = z
  .strictObject({ kind: z.enum(['open', 'read', 'admin', 'ingest', 'browser']), project: z.string(), name: z.string() })
  .meta({ description: 'Who asks: `open` is anybody on a server that has no keys yet.' });

/** `GET /session` */
export const session: Question = question({
  name: 'session',
  summary: 'Who asks, and what they may see. Answers without a key too.',
  who: 'anyone',
  params: z.strictObject({}),
  answer: answerOf('Session', {
    needsKey: z.boolean().meta({ description: 'Whether the server asks for a key.' }),
    principal: who.nullable(),
    project: z.string().meta({ description: 'The project that is meant where none is named.' }),
    projects: z
      .array(z.strictObject({ slug: z.string(), name: z.string() }))
      .meta({ description: 'The projects that the asker may see.' }),
  }),
  async handle({ keep, principal, nowMs }) {
    const { kind, project, name } = principal;
    const projects = await visible(keep, principal);
    const body = {
      needsKey: (await keep.keyring.read()).needsKey,
      principal: kind === 'nobody' ? null : { kind, project, name },
      project,
      projects: projects.map(({ slug, name }) => ({ slug, name })),
    };
    return { range: { fromMs: nowMs, toMs: nowMs }, body };
  },
});

async function visible(keep: Keep, principal: Principal): Promise<Project[]> {
  if (isAdmin(principal)) return listProjects(keep);
  return principal.kind === 'read' ? listProjects(keep, principal.project) : [];
}
