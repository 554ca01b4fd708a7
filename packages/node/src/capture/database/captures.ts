import type { Capture } from '../capture.ts';
import { startAmqplibCapture } from '../amqplib/index.ts';
import { AMQPLIB_PATCHES } from '../amqplib/patch.ts';
import { startBullmqCapture } from '../bullmq/index.ts';
import { BULLMQ_PATCHES } from '../bullmq/patch.ts';
import { startIoredisCapture } from '../ioredis/index.ts';
import { IOREDIS_PATCHES } from '../ioredis/patch.ts';
import { startMysql2Capture } from '../mysql2/index.ts';
import { startPgCapture } from '../pg/index.ts';
import { PG_PATCHES } from '../pg/patch.ts';
import { startPostgresCapture } from '../postgres/index.ts';
import { POSTGRES_PATCHES } from '../postgres/patch.ts';
import { startRedisCapture } from '../redis/index.ts';
import { startBetterSqlite3Capture } from '../sqlite/better-sqlite3.ts';
import { startNodeSqliteCapture } from '../sqlite/node-sqlite.ts';
import { BETTER_SQLITE3_PATCHES } from '../sqlite/patch.ts';

/** Databases and queues. */
export const DATABASE_CAPTURES: readonly Capture[] = [
  {
    name: 'pg',
    makes: ['traces', 'metrics'],
    patches: PG_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-pg'],
    start: startPgCapture,
  },
  { name: 'postgres', makes: ['traces', 'metrics'], patches: POSTGRES_PATCHES, start: startPostgresCapture },
  {
    name: 'mysql2',
    makes: ['traces', 'metrics'],
    yieldsTo: ['@opentelemetry/instrumentation-mysql2'],
    start: startMysql2Capture,
  },
  {
    name: 'ioredis',
    makes: ['traces', 'metrics'],
    patches: IOREDIS_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-ioredis'],
    start: startIoredisCapture,
  },
  {
    name: 'redis',
    makes: ['traces', 'metrics'],
    yieldsTo: ['@opentelemetry/instrumentation-redis'],
    start: startRedisCapture,
  },
  {
    name: 'amqplib',
    makes: ['traces', 'metrics'],
    patches: AMQPLIB_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-amqplib'],
    start: startAmqplibCapture,
  },
  {
    name: 'bullmq',
    makes: ['traces', 'metrics'],
    patches: BULLMQ_PATCHES,
    yieldsTo: ['bullmq-otel'],
    start: startBullmqCapture,
  },
  {
    name: 'better-sqlite3',
    makes: ['traces', 'metrics'],
    patches: BETTER_SQLITE3_PATCHES,
    start: startBetterSqlite3Capture,
  },
  { name: 'node-sqlite', makes: ['traces', 'metrics'], start: startNodeSqliteCapture },
];
