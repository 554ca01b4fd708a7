import { z } from 'zod';
import { listViews, type View } from '../../keep/views.ts';
import { common } from '../parameters.ts';
import { question, type Question } from '../question.ts';
import { answerOf, epochMs, listShape, named } from '../shapes.ts';

/** A saved view, as answers show it. */
export const view: z.ZodType<View> = named(
  'View',
  z
    .strictObject({
      id: z.string(),
      name: z.string(),
      page: z.string().meta({ description: 'The page that it is a view of.' }),
      address: z.string().meta({ description: 'Path and query of the page.' }),
      createdAtMs: epochMs,
      updatedAtMs: epochMs,
      version: z.number().int().meta({ description: 'What If-Match must name to change it.' }),
    })
    .meta({ description: 'The address of a page under a name.' }),
);

/** `GET /views` */
export const views: Question = question({
  name: 'views',
  summary: 'Saved views by name.',
  params: z.strictObject({
    ...common,
    page: z
      .string()
      .optional()
      .meta({ description: 'Only views of this page.', examples: ['logs'] }),
  }),
  answer: answerOf('Views', listShape(view)),
  async handle({ keep, nowMs }, { project, page }) {
    const items = await listViews(keep, project, page);
    return { range: { fromMs: nowMs, toMs: nowMs }, body: { items, next: null } };
  },
});
