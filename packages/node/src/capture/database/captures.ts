import { loadPart } from '../../load-part.ts';
import type { Capture } from '../capture.ts';
import { AMQPLIB_PATCHES } from '../amqplib/patch.ts';
import { startAwsSdkCapture } from '../aws-sdk/index.ts';
import { AWS_SDK_PATCHES } from '../aws-sdk/patch.ts';
import { BULLMQ_PATCHES } from '../bullmq/patch.ts';
import { detachWorkers } from '../bullmq/worker-loop.ts';
import { IOREDIS_PATCHES } from '../ioredis/patch.ts';
import { KAFKAJS_PATCHES } from '../kafkajs/patch.ts';
import { MONGODB_PATCHES } from '../mongodb/patch.ts';
import { PG_PATCHES } from '../pg/patch.ts';
import { POSTGRES_PATCHES } from '../postgres/patch.ts';
import { startNodeSqliteCapture } from '../sqlite/node-sqlite.ts';
import { BETTER_SQLITE3_PATCHES } from '../sqlite/patch.ts';
import { lazily } from './lazily.ts';
import type * as Part from './part.ts';

const load = (): typeof Part => loadPart('databases');
const on = (library: string, ...calls: readonly string[]): string[] =>
  calls.map((call) => `sightglass:${library}:${call}`);
const MYSQL2 = ['mysql2:query', 'mysql2:execute', 'mysql2:connect', 'mysql2:pool:connect'];
const REDIS = ['node-redis:command', 'node-redis:batch', 'node-redis:connect'];

/** Databases and queues. */
export const DATABASE_CAPTURES: readonly Capture[] = [
  {
    name: 'pg',
    makes: ['traces', 'metrics'],
    patches: PG_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-pg'],
    start: (tools) => lazily(on('pg', 'query', 'connect', 'pool-connect'), () => load().startPgCapture(tools)),
  },
  {
    name: 'postgres',
    makes: ['traces', 'metrics'],
    patches: POSTGRES_PATCHES,
    start: (tools) => lazily(on('postgres', 'handle'), () => load().startPostgresCapture(tools)),
  },
  {
    name: 'mysql2',
    makes: ['traces', 'metrics'],
    yieldsTo: ['@opentelemetry/instrumentation-mysql2'],
    start: (tools) => lazily(MYSQL2, () => load().startMysql2Capture(tools)),
  },
  {
    name: 'mongodb',
    makes: ['traces', 'metrics'],
    patches: MONGODB_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-mongodb'],
    start: (tools) => lazily(on('mongodb', 'command', 'checkout'), () => load().startMongodbCapture(tools)),
  },
  {
    name: 'ioredis',
    makes: ['traces', 'metrics'],
    patches: IOREDIS_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-ioredis'],
    start: (tools) => lazily(on('ioredis', 'command', 'connect'), () => load().startIoredisCapture(tools)),
  },
  {
    name: 'redis',
    makes: ['traces', 'metrics'],
    yieldsTo: ['@opentelemetry/instrumentation-redis'],
    start: (tools) => lazily(REDIS, () => load().startRedisCapture(tools)),
  },
  {
    name: 'amqplib',
    makes: ['traces', 'metrics'],
    patches: AMQPLIB_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-amqplib'],
    start: (tools) => lazily(on('amqplib', 'connect'), () => load().startAmqplibCapture(tools)),
  },
  {
    name: 'kafkajs',
    makes: ['traces', 'metrics'],
    patches: KAFKAJS_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-kafkajs'],
    start: (tools) => lazily(on('kafkajs', 'producer', 'run'), () => load().startKafkajsCapture(tools)),
  },
  {
    name: 'bullmq',
    makes: ['traces', 'metrics'],
    patches: BULLMQ_PATCHES,
    yieldsTo: ['bullmq-otel'],
    start: (tools) => {
      const stops = [detachWorkers(), lazily(on('bullmq', 'trace'), () => load().startBullmqCapture(tools))];
      return () => {
        for (const stop of stops) stop();
      };
    },
  },
  {
    name: 'aws-sdk',
    makes: ['traces', 'metrics'],
    patches: AWS_SDK_PATCHES,
    yieldsTo: ['@opentelemetry/instrumentation-aws-sdk'],
    start: startAwsSdkCapture,
  },
  {
    name: 'better-sqlite3',
    makes: ['traces', 'metrics'],
    patches: BETTER_SQLITE3_PATCHES,
    start: (tools) => lazily(on('better-sqlite3', 'prepare', 'exec'), () => load().startBetterSqlite3Capture(tools)),
  },
  { name: 'node-sqlite', makes: ['traces', 'metrics'], start: startNodeSqliteCapture },
];
