import { z } from 'zod';
import { isAdmin } from '../../keep/principal.ts';
import { listProjects, type Project } from '../../keep/projects.ts';
import { explain } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { answerOf, epochMs, listShape, named } from '../shapes.ts';

/** A project, as answers show it. */
export const project: z.ZodType<Project> = named(
  'Project',
  z.strictObject({
    slug: z.string(),
    name: z.string(),
    timezone: z.string(),
    status: z.enum(['active', 'paused']).meta({ description: 'A paused project takes no telemetry.' }),
    createdAtMs: epochMs,
  }),
);

/** `GET /projects` */
export const projects: Question = question({
  name: 'projects',
  summary: 'The projects that the asker may see, oldest first.',
  params: z.strictObject({ explain }),
  answer: answerOf('Projects', listShape(project)),
  async handle({ keep, principal, nowMs }) {
    const items = await listProjects(keep, isAdmin(principal) ? undefined : principal.project);
    return { range: { fromMs: nowMs, toMs: nowMs }, body: { items, next: null } };
  },
});
