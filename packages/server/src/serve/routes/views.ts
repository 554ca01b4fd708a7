import { z } from 'zod';
import { actorOf } from '../../keep/principal.ts';
import { createView, removeView, updateView } from '../../keep/views.ts';
import { ofProject } from '../parameters.ts';
import { view } from '../questions/views.ts';
import { named } from '../shapes.ts';
import { change, nothing, type Change } from './change.ts';

const NAME = 'Write 1 to 100 characters.';
const ADDRESS = 'Write path and query of a page of this server, as in /logs?q=timeout; at most 8000 characters.';

const content = named(
  'ViewContent',
  z.strictObject({
    name: z.string(NAME).min(1, NAME).max(100, NAME),
    page: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/, 'Write the first part of the path of the page, as in logs.')
      .meta({ description: 'The page that it is a view of.', examples: ['logs'] }),
    // A path and nothing else: two slashes, or a backslash, would lead to another host.
    address: z
      .string(ADDRESS)
      .max(8000, ADDRESS)
      .regex(/^\/(?![/\\])[^\s\\]*$/, ADDRESS)
      .meta({ description: 'Path and query of the page.', examples: ['/logs?q=timeout'] }),
  }),
);

const id = z.string().meta({ description: 'Id of the saved view.' });

const etag = (version: number): Record<string, string> => ({ etag: `"${version}"` });

/** `POST /views` */
export const makeView: Change = change({
  method: 'POST',
  name: 'views',
  summary: 'Saves the address of a page under a name.',
  params: z.strictObject({ ...ofProject }),
  body: content,
  answer: view,
  status: 201,
  async handle({ keep, principal }, { project }, body) {
    const made = await createView(keep, actorOf(principal), project, body);
    return { body: made, headers: etag(made.version) };
  },
});

/** `PUT /views/:id` */
export const changeView: Change = change({
  method: 'PUT',
  name: 'views/:id',
  summary: 'Changes a saved view, if it is still as it was read.',
  params: z.strictObject({ ...ofProject, id }),
  body: content,
  answer: view,
  isVersioned: true,
  async handle({ keep, principal, version }, { project, id }, body) {
    const changed = await updateView(keep, actorOf(principal), { project, id, version }, body);
    return { body: changed, headers: etag(changed.version) };
  },
});

/** `DELETE /views/:id` */
export const dropView: Change = change({
  method: 'DELETE',
  name: 'views/:id',
  summary: 'Removes a saved view, if it is still as it was read.',
  params: z.strictObject({ ...ofProject, id }),
  body: nothing,
  answer: nothing,
  isVersioned: true,
  async handle({ keep, principal, version }, { project, id }) {
    await removeView(keep, actorOf(principal), { project, id, version });
    return { body: {} };
  },
});
