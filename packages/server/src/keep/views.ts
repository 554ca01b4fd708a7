import { ServerError } from '../errors.ts';
import type { Keep } from './keep.ts';
import { randomText } from './key-text.ts';
import { requireProject } from './projects.ts';

/** A saved view: the address of a page under a name. */
export interface View {
  id: string;
  name: string;
  /** The page that it is a view of: `logs`. */
  page: string;
  /** Path and query of the page. */
  address: string;
  createdAtMs: number;
  updatedAtMs: number;
  /** Grows with each change. */
  version: number;
}

/** What people choose of a view. */
export interface ViewContent {
  readonly name: string;
  readonly page: string;
  readonly address: string;
}

/** Which view is meant. */
export interface ViewAt {
  readonly project: string;
  readonly id: string;
  /** The version that was read before. */
  readonly version: number;
}

/** Characters of a view's id. */
const ID_LENGTH = 12;

const COLUMNS = ['id', 'name', 'page', 'address', 'createdAtMs', 'updatedAtMs', 'version'] as const;

/** Saved views of a project by name, of one page or of all. */
export function listViews({ db }: Keep, project: string, page?: string): Promise<View[]> {
  const all = db.selectFrom('views').select(COLUMNS).where('project', '=', project).orderBy('name').orderBy('id');
  return (page === undefined ? all : all.where('page', '=', page)).execute();
}

/** Saves a view. @throws {@link ServerError} `SIGHTGLASS_NOT_FOUND` for a project that nobody made. */
export function createView(keep: Keep, actor: string, project: string, content: ViewContent): Promise<View> {
  const now = Date.now();
  const view: View = { id: randomText(ID_LENGTH), ...content, createdAtMs: now, updatedAtMs: now, version: 1 };
  const entry = { actor, project, action: 'view.create', target: view.id, detail: { ...content } };
  return keep.change(entry, async (step) => {
    await requireProject(step, project);
    await step
      .insertInto('views')
      .values({ ...view, project })
      .execute();
    return view;
  });
}

/** @throws {@link ServerError} `SIGHTGLASS_NOT_FOUND`; `SIGHTGLASS_STALE` when somebody else changed it in between. */
export function updateView(keep: Keep, actor: string, at: ViewAt, content: ViewContent): Promise<View> {
  const { project, id, version } = at;
  const entry = { actor, project, action: 'view.update', target: id, detail: { ...content } };
  return keep.change(entry, async (step) => {
    const changed = await step
      .updateTable('views')
      .set({ ...content, updatedAtMs: Date.now(), version: version + 1 })
      .where('project', '=', project)
      .where('id', '=', id)
      .where('version', '=', version)
      .returning(COLUMNS)
      .executeTakeFirst();
    return changed ?? noSuchVersion(await versionOf(step, project, id), id);
  });
}

/** @throws {@link ServerError} `SIGHTGLASS_NOT_FOUND`; `SIGHTGLASS_STALE` when somebody else changed it in between. */
export function removeView(keep: Keep, actor: string, { project, id, version }: ViewAt): Promise<void> {
  return keep.change({ actor, project, action: 'view.remove', target: id }, async (step) => {
    const { numDeletedRows } = await step
      .deleteFrom('views')
      .where('project', '=', project)
      .where('id', '=', id)
      .where('version', '=', version)
      .executeTakeFirst();
    if (numDeletedRows === 0n) noSuchVersion(await versionOf(step, project, id), id);
  });
}

async function versionOf(
  step: Pick<Keep['db'], 'selectFrom'>,
  project: string,
  id: string,
): Promise<number | undefined> {
  const query = step.selectFrom('views').select('version').where('project', '=', project).where('id', '=', id);
  return (await query.executeTakeFirst())?.version;
}

function noSuchVersion(current: number | undefined, id: string): never {
  if (current === undefined) {
    throw new ServerError('SIGHTGLASS_NOT_FOUND', `there is no saved view ${id}`, { remedy: 'save it as a new one' });
  }
  throw new ServerError('SIGHTGLASS_STALE', `the saved view ${id} has been changed, it is at version ${current}`, {
    remedy: 'read it again, and send If-Match with that version',
  });
}
