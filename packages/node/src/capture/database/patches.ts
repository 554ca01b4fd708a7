import type { Patch } from '../../hook/patch.ts';
import { AMQPLIB_PATCHES } from '../amqplib/patch.ts';
import { AWS_SDK_PATCHES } from '../aws-sdk/patch.ts';
import { BULLMQ_PATCHES } from '../bullmq/patch.ts';
import { IOREDIS_PATCHES } from '../ioredis/patch.ts';
import { KAFKAJS_PATCHES } from '../kafkajs/patch.ts';
import { MONGODB_PATCHES } from '../mongodb/patch.ts';
import { PG_PATCHES } from '../pg/patch.ts';
import { POSTGRES_PATCHES } from '../postgres/patch.ts';
import { BETTER_SQLITE3_PATCHES } from '../sqlite/patch.ts';

/** Databases and queues that publish nothing by themselves. */
export const DATABASE_PATCHES: readonly Patch[] = [
  ...PG_PATCHES,
  ...POSTGRES_PATCHES,
  ...MONGODB_PATCHES,
  ...IOREDIS_PATCHES,
  ...AMQPLIB_PATCHES,
  ...KAFKAJS_PATCHES,
  ...AWS_SDK_PATCHES,
  ...BULLMQ_PATCHES,
  ...BETTER_SQLITE3_PATCHES,
];
