import { ServerError } from '../errors.ts';
import type { Keep } from './keep.ts';
import { DEFAULT_PROJECT } from './principal.ts';
import type { ProjectStatus } from './tables.ts';

/** A project. */
export interface Project {
  slug: string;
  name: string;
  /** Name of the time zone whose days and weeks count. */
  timezone: string;
  status: ProjectStatus;
  /** Milliseconds since the epoch; 0 for the one that is always there. */
  createdAtMs: number;
}

/** What a new project is made of. */
export interface NewProject {
  readonly slug: string;
  /** @defaultValue the slug */
  readonly name?: string | undefined;
  /** @defaultValue 'UTC' */
  readonly timezone?: string | undefined;
}

/** What may be changed of a project. */
export interface ProjectChange {
  readonly name?: string | undefined;
  readonly timezone?: string | undefined;
  readonly status?: ProjectStatus | undefined;
}

/** Form of a project's slug. */
export const SLUG: RegExp = /^[a-z0-9-]{1,40}$/;

/** Whether a time zone exists. */
export function isTimezone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** All projects, or the one of that slug. */
export function listProjects({ db }: Keep, slug?: string): Promise<Project[]> {
  const all = db.selectFrom('projects').selectAll().orderBy('createdAtMs').orderBy('slug');
  return (slug === undefined ? all : all.where('slug', '=', slug)).execute();
}

/** @throws {@link ServerError} `SIGHTGLASS_CONFLICT` when there is one of that slug. */
export function createProject(keep: Keep, actor: string, given: NewProject): Promise<Project> {
  const { slug, name = slug, timezone = 'UTC' } = given;
  const project: Project = { slug, name, timezone, status: 'active', createdAtMs: Date.now() };
  const detail = { name, timezone };
  return keep.change({ actor, project: slug, action: 'project.create', target: slug, detail }, async (step) => {
    const { numInsertedOrUpdatedRows: made = 0n } = await step
      .insertInto('projects')
      .values(project)
      .onConflict((conflict) => conflict.column('slug').doNothing())
      .executeTakeFirst();
    if (made === 0n) {
      throw new ServerError('SIGHTGLASS_CONFLICT', `there is a project ${slug} already`, {
        remedy: 'choose another slug',
      });
    }
    return project;
  });
}

/** @throws {@link ServerError} `SIGHTGLASS_NOT_FOUND`. */
export function updateProject(keep: Keep, actor: string, slug: string, given: ProjectChange): Promise<Project> {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return keep.change({ actor, project: slug, action: 'project.update', target: slug, detail: set }, async (step) => {
    if (Object.keys(set).length > 0) {
      await step.updateTable('projects').set(set).where('slug', '=', slug).execute();
    }
    const project = await step.selectFrom('projects').selectAll().where('slug', '=', slug).executeTakeFirst();
    return project ?? noProject(slug);
  });
}

/**
 * Removes a project with its saved views and revoked keys. Its telemetry stays until its time is over.
 *
 * @throws {@link ServerError} `SIGHTGLASS_NOT_FOUND`; `SIGHTGLASS_CONFLICT` while it has keys that work, and for `default`.
 */
export function removeProject(keep: Keep, actor: string, slug: string): Promise<void> {
  return keep.change({ actor, project: slug, action: 'project.remove', target: slug }, async (step) => {
    if (slug === DEFAULT_PROJECT) {
      throw new ServerError('SIGHTGLASS_CONFLICT', 'the project default cannot be removed', {
        remedy: 'pause it, if it shall take no telemetry',
      });
    }
    const working = await step
      .selectFrom('keys')
      .select('id')
      .where('project', '=', slug)
      .where('revokedAtMs', 'is', null)
      .execute();
    if (working.length > 0) {
      throw new ServerError('SIGHTGLASS_CONFLICT', `the project ${slug} has ${working.length} keys that work`, {
        remedy: 'revoke them first',
      });
    }
    const { numDeletedRows } = await step.deleteFrom('projects').where('slug', '=', slug).executeTakeFirst();
    if (numDeletedRows === 0n) noProject(slug);
  });
}

/** @throws {@link ServerError} `SIGHTGLASS_NOT_FOUND` for a project that there is not. */
export async function requireProject(step: Pick<Keep['db'], 'selectFrom'>, slug: string): Promise<void> {
  const found = await step.selectFrom('projects').select('slug').where('slug', '=', slug).executeTakeFirst();
  if (!found) noProject(slug);
}

function noProject(slug: string): never {
  throw new ServerError('SIGHTGLASS_NOT_FOUND', `there is no project ${slug}`, {
    remedy: 'make it first, or name one that there is',
  });
}
