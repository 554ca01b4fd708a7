import type { Migration } from './migrate.ts';

/** Projects, keys, sessions, audit, saved views, colour slots. */
export const first: Migration = ({ numbered }) => [
  `CREATE TABLE projects (
    slug text PRIMARY KEY,
    name text NOT NULL,
    timezone text NOT NULL,
    status text NOT NULL CHECK (status IN ('active', 'paused')),
    created_at_ms bigint NOT NULL
  )`,
  `INSERT INTO projects VALUES ('default', 'Default', 'UTC', 'active', 0)`,
  `CREATE TABLE keys (
    id text PRIMARY KEY,
    hash text NOT NULL UNIQUE,
    kind text NOT NULL CHECK (kind IN ('ingest', 'browser', 'read', 'admin')),
    project text NOT NULL REFERENCES projects (slug) ON DELETE CASCADE,
    name text NOT NULL,
    hint text NOT NULL,
    origins text NOT NULL,
    created_at_ms bigint NOT NULL,
    last_used_at_ms bigint,
    revoked_at_ms bigint
  )`,
  `CREATE INDEX keys_of_project ON keys (project, created_at_ms)`,
  `CREATE TABLE sessions (
    hash text PRIMARY KEY,
    key_id text NOT NULL REFERENCES keys (id) ON DELETE CASCADE,
    created_at_ms bigint NOT NULL,
    expires_at_ms bigint NOT NULL
  )`,
  `CREATE INDEX sessions_by_end ON sessions (expires_at_ms)`,
  // No reference to projects: what was done outlives what it was done to.
  `CREATE TABLE audit (
    id ${numbered},
    at_ms bigint NOT NULL,
    project text NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    target text NOT NULL,
    detail text NOT NULL
  )`,
  `CREATE INDEX audit_of_project ON audit (project, id)`,
  `CREATE TABLE views (
    id text PRIMARY KEY,
    project text NOT NULL REFERENCES projects (slug) ON DELETE CASCADE,
    page text NOT NULL,
    name text NOT NULL,
    address text NOT NULL,
    created_at_ms bigint NOT NULL,
    updated_at_ms bigint NOT NULL,
    version integer NOT NULL
  )`,
  `CREATE INDEX views_of_project ON views (project, page, name)`,
  // No reference either: telemetry may name a project that nobody made here.
  `CREATE TABLE slots (
    project text NOT NULL,
    service text NOT NULL,
    slot integer NOT NULL,
    PRIMARY KEY (project, service),
    UNIQUE (project, slot)
  )`,
];
