import type { Keep } from './keep.ts';

/** One change that somebody made. */
export interface AuditRow {
  id: number;
  atMs: number;
  actor: string;
  action: string;
  target: string;
  /** What was set. */
  detail: Record<string, unknown>;
}

/** Changes of a project, newest first; `before` is the id of the last one that was read. */
export async function listAudit(
  { db }: Keep,
  project: string,
  { limit, before }: { limit: number; before?: number | undefined },
): Promise<AuditRow[]> {
  const all = db
    .selectFrom('audit')
    .select(['id', 'atMs', 'actor', 'action', 'target', 'detail'])
    .where('project', '=', project)
    .orderBy('id', 'desc')
    .limit(limit);
  const rows = await (before === undefined ? all : all.where('id', '<', before)).execute();
  return rows.map((row) => ({ ...row, detail: Object.fromEntries(Object.entries(Object(JSON.parse(row.detail)))) }));
}
