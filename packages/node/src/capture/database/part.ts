// What sees databases and queues, in a file of its own: it is loaded when the program first calls one.
export { createAwsCalls } from '../aws-sdk/calls.ts';
export { readSql } from './sql.ts';
export { startAmqplibCapture } from '../amqplib/index.ts';
export { startBullmqCapture } from '../bullmq/index.ts';
export { startIoredisCapture } from '../ioredis/index.ts';
export { startKafkajsCapture } from '../kafkajs/index.ts';
export { startMongodbCapture } from '../mongodb/index.ts';
export { startMysql2Capture } from '../mysql2/index.ts';
export { startPgCapture } from '../pg/index.ts';
export { startPostgresCapture } from '../postgres/index.ts';
export { startRedisCapture } from '../redis/index.ts';
export { startBetterSqlite3Capture } from '../sqlite/better-sqlite3.ts';
export { createSqliteQueries } from '../sqlite/sqlite-queries.ts';
