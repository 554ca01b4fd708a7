import { z } from 'zod';
import { actorOf } from '../../keep/principal.ts';
import { createProject, isTimezone, removeProject, SLUG, updateProject } from '../../keep/projects.ts';
import { projectOfPath } from '../parameters.ts';
import { project } from '../questions/projects.ts';
import { named } from '../shapes.ts';
import { change, nothing, type Change } from './change.ts';

const NAME = 'Write 1 to 100 characters.';
const name = z.string(NAME).min(1, NAME).max(100, NAME).meta({ description: 'For people.' });

const timezone = z
  .string()
  .refine(isTimezone, 'Write the name of a time zone, as in Europe/Berlin or UTC.')
  .meta({ description: 'Time zone whose days and weeks count.', examples: ['Europe/Berlin'] });

/** `POST /projects` */
export const makeProject: Change = change({
  method: 'POST',
  name: 'projects',
  summary: 'Makes a project.',
  params: z.strictObject({}),
  body: named(
    'NewProject',
    z.strictObject({
      slug: z.string().regex(SLUG, 'Write 1 to 40 of a-z, 0-9 and -.'),
      name: name.optional(),
      timezone: timezone.optional(),
    }),
  ),
  answer: project,
  status: 201,
  handle: async ({ keep, principal }, _, body) => ({ body: await createProject(keep, actorOf(principal), body) }),
});

/** `PATCH /projects/:project` */
export const changeProject: Change = change({
  method: 'PATCH',
  name: 'projects/:project',
  summary: 'Changes name, time zone or status of a project; a paused one takes no telemetry.',
  params: z.strictObject({ project: projectOfPath }),
  body: named(
    'ProjectChange',
    z.strictObject({
      name: name.optional(),
      timezone: timezone.optional(),
      status: z.enum(['active', 'paused'], 'Write active or paused.').optional(),
    }),
  ),
  answer: project,
  handle: async ({ keep, principal }, params, body) => ({
    body: await updateProject(keep, actorOf(principal), params.project, body),
  }),
});

/** `DELETE /projects/:project` */
export const dropProject: Change = change({
  method: 'DELETE',
  name: 'projects/:project',
  summary: 'Removes a project that has no working keys; its telemetry stays until its time is over.',
  params: z.strictObject({ project: projectOfPath }),
  body: nothing,
  answer: nothing,
  async handle({ keep, principal }, params) {
    await removeProject(keep, actorOf(principal), params.project);
    return { body: {} };
  },
});
