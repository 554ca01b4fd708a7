import { isAdmin, type Principal } from '../keep/principal.ts';
import { Problem } from './problem.ts';

/** Who may use a route: anyone at all; whoever may read the project that it is about; only admins. */
export type Who = 'anyone' | 'reader' | 'admin';

/** What an `ingest` or `browser` key is told. */
const SENDS_ONLY = 'Use a read or an admin key: this one may only send telemetry.';

/**
 * Decides whether somebody may use a route for a project. Every route asks here, before anything else is done.
 *
 * @param project the one that was named; without one, that of the principal is meant.
 * @returns the project that is meant.
 * @throws a 401 without a key where one is needed, a 403 for what the key does not allow.
 */
export function authorize(principal: Principal, who: Who, project: string = principal.project): string {
  const { kind } = principal;
  if (who === 'anyone') return project;
  if (kind === 'nobody') {
    throw new Problem(401, 'This server asks for a key. Send Authorization: Bearer sg_…, or sign in on its pages.');
  }
  if (kind === 'ingest' || kind === 'browser') throw new Problem(403, SENDS_ONLY);
  if (isAdmin(principal)) return project;
  if (who === 'admin') throw new Problem(403, 'Use an admin key: a read key reads telemetry and saved views only.');
  if (project !== principal.project) {
    const remedy = `Ask for ${principal.project}, leave it out, or use a key of that project.`;
    throw new Problem(403, `This key reads the project ${principal.project} only. ${remedy}`, [
      { field: 'project', value: project, remedy },
    ]);
  }
  return project;
}
