import type { Generated } from 'kysely';
import type { KeyKind } from './key-text.ts';

/** What a project is doing: a paused one takes no telemetry. */
export type ProjectStatus = 'active' | 'paused';

/** The tables of what people change, by the names that queries use; columns are `snake_case` in the database. Times are epoch ms. */
export interface Tables {
  projects: {
    slug: string;
    name: string;
    timezone: string;
    status: ProjectStatus;
    createdAtMs: number;
  };
  keys: {
    id: string;
    /** SHA-256 of the key, hexadecimal: the key itself is kept nowhere. */
    hash: string;
    kind: KeyKind;
    project: string;
    name: string;
    /** The last four characters. */
    hint: string;
    /** JSON: a list of origins. */
    origins: string;
    createdAtMs: number;
    lastUsedAtMs: number | null;
    revokedAtMs: number | null;
  };
  sessions: {
    /** SHA-256 of what the cookie holds. */
    hash: string;
    keyId: string;
    createdAtMs: number;
    expiresAtMs: number;
  };
  audit: {
    id: Generated<number>;
    atMs: number;
    project: string;
    actor: string;
    action: string;
    target: string;
    /** JSON: what was set. */
    detail: string;
  };
  views: {
    id: string;
    project: string;
    page: string;
    name: string;
    address: string;
    createdAtMs: number;
    updatedAtMs: number;
    version: number;
  };
  slots: {
    project: string;
    service: string;
    slot: number;
  };
}
