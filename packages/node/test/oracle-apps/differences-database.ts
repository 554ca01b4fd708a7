import type { Difference } from './differences.ts';
import { withAttributes, withoutSpans } from './level.ts';
import type { PlainSpan } from './span-tree.ts';

const isDatabase = ({ attributes }: PlainSpan): boolean => attributes['db.system.name'] !== undefined;
const isSql = ({ attributes }: PlainSpan): boolean =>
  attributes['db.query.text'] !== undefined && attributes['db.system.name'] !== 'redis';

const isMongoDb = ({ attributes }: PlainSpan): boolean => attributes['db.system.name'] === 'mongodb';

const isRedis = (attributes: PlainSpan['attributes']): boolean => attributes['db.system.name'] === 'redis';

/** Every literal of the statements that the programs of `apps/` send. */
const masked = (sql: string): string =>
  sql.replaceAll(/'[^']*'|"(?:double|hidden)"/g, '?').replaceAll(/(?<![\w$])\d+(?:\.\d+)?/g, '?');

const isKafka = ({ attributes }: PlainSpan): boolean =>
  attributes['messaging.system'] === 'kafka' || attributes['messaging.system.name'] === 'kafka';

const isAws = ({ scope }: PlainSpan): boolean => scope.endsWith('aws-sdk');

export const DATABASE_DIFFERENCES: readonly Difference[] = [
  {
    id: 'sql-names',
    library: 'pg, mysql2',
    stock: '`pg.query:SELECT shop`, `pg.query:<name of the prepared statement>`; `SELECT`',
    ours: '`SELECT orders`, also in `db.query.summary`',
    why: 'So the stable conventions name a call: the summary of its query.',
    level: (spans) =>
      withAttributes(
        spans.map((span) => (isSql(span) ? { ...span, name: '(a query)' } : span)),
        (span) => (isSql(span) ? { 'db.query.summary': undefined } : undefined),
      ),
  },
  {
    id: 'sql-masked',
    library: 'pg, mysql2',
    stock: 'literals as they are in the text of a query; mysql2 fills the values of parameters in, too',
    ours: '`?` for every literal, and comments left out',
    why: 'Private by default, and one text a statement.',
    level: (spans) =>
      withAttributes(spans, (span) => {
        const text = span.attributes['db.query.text'];
        return isSql(span) && typeof text === 'string' ? { 'db.query.text': masked(text) } : undefined;
      }),
  },
  {
    id: 'database-errors',
    library: 'pg, mysql2, ioredis, redis',
    stock: 'an event `exception`, nothing of the code',
    ours: '`error.type` and `db.response.status_code`; no event',
    why: 'The conventions ask for both; an exception is told where it is handled, and its message may hold values.',
    level: (spans) =>
      withAttributes(
        spans.map((span) => (isDatabase(span) ? { ...span, events: [] } : span)),
        (span) => (isDatabase(span) ? { 'error.type': undefined, 'db.response.status_code': undefined } : undefined),
      ),
  },
  {
    id: 'database-error-texts',
    library: 'pg, mysql2',
    stock: 'messages as they are: `invalid input syntax for type integer: "secret"`',
    ours: 'what is quoted is masked where the message may quote values: errors of data, of constraints and of syntax',
    why: 'Private by default.',
    level: (spans) =>
      spans.map((span) => (isSql(span) ? { ...span, status: span.status.replaceAll(/"[^"]*"|'[^']*'/g, '?') } : span)),
  },
  {
    id: 'pg-connections',
    library: 'pg',
    stock: 'a span `pg-pool.connect` for every query through a pool, `pg.connect` for every connection',
    ours: '`connect shop` for every connection, none for being handed one that is open',
    why: 'It would be a span more for each query, of which nearly none waits; the waits are `db.client.connection.wait_time`.',
    // Which of the requests at work at once finds no open connection is a matter of luck: pg.test.ts looks at connections by itself.
    level: (spans) =>
      withoutSpans(spans, ({ name }) => /^(?:pg-pool\.connect|pg\.connect|connect postgres)$/.test(name)),
  },
  {
    id: 'pg-plan',
    library: 'pg',
    stock: '`db.postgresql.plan`: the name of the prepared statement',
    ours: 'nothing',
    why: 'It is in no convention, and what a program makes up can be anything.',
    level: (spans) => withAttributes(spans, () => ({ 'db.postgresql.plan': undefined })),
  },
  {
    id: 'mysql2-connections',
    library: 'mysql2',
    stock: 'no span for a connection that is opened',
    ours: '`connect shop`',
    why: 'A server that is away shows, and so does who waited for a connection.',
    level: (spans) => withoutSpans(spans, ({ name }) => name === 'connect test'),
  },
  {
    id: 'mysql2-parents',
    library: 'mysql2',
    stock:
      'a query through a pool whose connections are busy, or not open yet, stands below whoever used or opened the connection',
    ours: 'it stands below the one who asked',
    why: 'The context of the caller is kept with what waits in the pool (`mysql2.test.ts` names the parents).',
    level: (spans) => spans.map((span) => (isSql(span) ? { ...span, parentId: '' } : span)),
  },
  {
    id: 'mongodb-texts',
    library: 'mongodb',
    stock: '`db.query.text`: the command with `?` for its values, of what is inserted the first document',
    ours: 'no text',
    why: 'Names of fields can be data, as where a document is a map; and writing every command out a second time costs.',
    level: (spans) => withAttributes(spans, (span) => (isMongoDb(span) ? { 'db.query.text': undefined } : undefined)),
  },
  {
    id: 'mongodb-commands',
    library: 'mongodb',
    stock: '`ping $cmd` and `db.collection.name` `$cmd` for commands of a whole database',
    ours: '`ping shop`, without a collection',
    why: 'There is no such collection; the conventions name the database then.',
    level: (spans) =>
      spans.map((span) => {
        const { 'db.collection.name': collection, ...attributes } = span.attributes;
        if (!isMongoDb(span) || (collection !== undefined && collection !== '$cmd')) return span;
        return { ...span, name: String(attributes['db.operation.name']), attributes };
      }),
  },
  {
    id: 'mongodb-errors',
    library: 'mongodb',
    stock: 'nothing of the code; a write that the server refuses in its answer, as for a duplicate key, has not failed',
    ours: '`error.type` and `db.response.status_code`, also for such a write; what its message quotes is masked',
    why: 'The program gets an error for it; and private by default.',
    level: (spans) =>
      withAttributes(
        spans.map((span) => (isMongoDb(span) ? { ...span, status: '' } : span)),
        (span) => (isMongoDb(span) ? { 'error.type': undefined, 'db.response.status_code': undefined } : undefined),
      ),
  },
  {
    id: 'mongodb-unasked',
    library: 'mongodb',
    stock: 'no span for a command that is asked for outside every span',
    ours: 'a span, as for every other database',
    why: 'A program that only works through a queue or a timetable is to be seen, too. What the driver does for itself is no span.',
    level: (spans) => withoutSpans(spans, (span) => isMongoDb(span) && span.parentId === ''),
  },
  {
    id: 'ioredis-twice',
    library: 'ioredis',
    stock: 'two spans for a command that waits for its connection',
    ours: 'one',
    why: 'The program asked once.',
    level: (spans, side) => {
      const early = spans.filter(({ attributes }) => attributes['db.query.text'] === 'get early');
      const again = early.filter((span, at) => early.findIndex(({ parentId }) => parentId === span.parentId) !== at);
      return withoutSpans(spans, (span) => side === 'stock' && again.includes(span));
    },
  },
  {
    id: 'redis-texts',
    library: 'ioredis, redis',
    stock: '`set user:7 [3 other arguments]`; scripts with all their arguments',
    ours: '`set user:7 ? ? ?`; of scripts and unknown commands no argument',
    why: 'So the conventions have it: `?` for each value; and arguments of scripts are values.',
    level: (spans) =>
      withAttributes(spans, ({ attributes }) => {
        const text = attributes['db.query.text'];
        return isRedis(attributes) && typeof text === 'string' ? { 'db.query.text': text.split(' ')[0] } : undefined;
      }),
  },
  {
    id: 'redis-namespace',
    library: 'ioredis, redis',
    stock: 'nothing of the database that is selected',
    ours: 'its number, in `db.namespace`',
    why: 'The conventions ask for it.',
    level: (spans) =>
      withAttributes(spans, ({ attributes }) => (isRedis(attributes) ? { 'db.namespace': undefined } : undefined)),
  },
  {
    id: 'redis-names',
    library: 'redis',
    stock: '`redis-GET`, `redis-connect`',
    ours: '`GET`, `connect`',
    why: 'Names are those of the operation; the system has an attribute of its own.',
    level: (spans) =>
      withAttributes(
        spans.map((span) => ({ ...span, name: span.name.replace(/^redis-/, '') })),
        ({ name }) => (name === 'connect' ? { 'db.operation.name': undefined } : undefined),
      ),
  },
  {
    id: 'redis-batches',
    library: 'redis',
    stock: 'a span for each command of a transaction or a pipeline, all as long as the whole',
    ours: 'one span with `db.operation.batch.size`',
    why: 'They are one call: so the conventions have batches.',
    level: (spans) => {
      const isOfBatch = ({ attributes }: PlainSpan): boolean =>
        isRedis(attributes) && /^(?:MULTI|PIPELINE)/.test(String(attributes['db.operation.name']));
      const told = new Set<string>();
      return spans.flatMap((span) => {
        if (!isOfBatch(span)) return [span];
        if (told.has(span.parentId)) return [];
        told.add(span.parentId);
        const { 'db.query.text': _text, 'db.operation.batch.size': _size, ...attributes } = span.attributes;
        return [
          { ...span, name: '(a batch)', attributes: { ...attributes, 'db.operation.name': '(a batch)' }, status: '' },
        ];
      });
    },
  },
  {
    id: 'ioredis-connections',
    library: 'ioredis',
    stock: 'a span `connect` that ends before there is a connection',
    ours: '`connect`, until the connection is ready',
    why: 'It lasts as long as it lasts, and fails where it fails.',
    level: (spans) =>
      withAttributes(spans, ({ name }) =>
        name === 'connect' ? { 'db.operation.name': undefined, 'db.query.text': undefined } : undefined,
      ),
  },
  {
    id: 'messaging-conventions',
    library: 'amqplib',
    stock: 'attributes of conventions of 2020, `messaging.destination_kind`; `jobs process`, `publish <default>`',
    ours: 'those of 1.45: `messaging.destination.name`, `messaging.operation.type`; `process jobs`, `publish jobs`',
    why: 'The stock agent has not moved on. Number, kinds, parents, links and statuses of spans are compared.',
    level: (spans) =>
      spans.map((span) =>
        Object.keys(span.attributes).some((key) => key.startsWith('messaging.'))
          ? { ...span, name: '(a message)', attributes: {}, status: span.status.split(' ')[0] ?? '' }
          : span,
      ),
  },
  {
    id: 'kafkajs-attributes',
    library: 'kafkajs',
    stock: '`messaging.system`, the offset as a text, the key of the message, `messaging.kafka.cluster.id`',
    ours: '`messaging.system.name`, the offset as a number, the consumer group; neither keys nor the cluster',
    why: 'So the conventions of 1.45 have the first; and a key can be anything, the name of somebody among it.',
    level: (spans) =>
      withAttributes(spans, (span) =>
        isKafka(span)
          ? {
              'messaging.system': undefined,
              'messaging.system.name': '(kafka)',
              'messaging.kafka.offset': undefined,
              'messaging.kafka.message.key': undefined,
              'messaging.kafka.cluster.id': undefined,
              'messaging.consumer.group.name': undefined,
            }
          : undefined,
      ),
  },
  {
    id: 'kafkajs-several',
    library: 'kafkajs',
    stock: 'a span for each message of a call, all as long as the call',
    ours: 'one for each topic of a call, with `messaging.batch.message_count`; all its messages lead back to it',
    why: 'They are sent as one: so the conventions have batches.',
    level: (spans) => {
      const isSent = ({ name, kind }: PlainSpan): boolean => kind === 'PRODUCER' && name.startsWith('send ');
      const first = (span: PlainSpan): PlainSpan =>
        spans.find((one) => isSent(one) && one.parentId === span.parentId && one.name === span.name) ?? span;
      const stands = new Map(spans.filter(isSent).map((span) => [span.id, first(span).id]));
      return withAttributes(
        spans
          .filter(({ id }) => (stands.get(id) ?? id) === id)
          .map((span) => ({ ...span, parentId: stands.get(span.parentId) ?? span.parentId })),
        (span) => (isSent(span) ? { 'messaging.batch.message_count': undefined } : undefined),
      );
    },
  },
  {
    id: 'kafkajs-batches',
    library: 'kafkajs',
    stock: 'for a handler of batches `poll jobs` and below it a span for each message, all as long as the batch',
    ours: 'one `process jobs` with the number of messages and a link to who sent each',
    why: 'The program works them off as one: so the conventions have it.',
    // How many messages make a batch is a matter of luck: kafkajs.test.ts looks at batches by itself.
    level: (spans) => withoutSpans(spans, ({ name }) => /^(?:poll|process) batches$/.test(name)),
  },
  {
    id: 'kafkajs-transactions',
    library: 'kafkajs',
    stock: 'a span `transaction` around what is sent in it',
    ours: 'what is sent in it',
    why: 'It is in no convention, and ends with the messages.',
    level: (spans) => withoutSpans(spans, ({ name }) => name === 'transaction'),
  },
  {
    id: 'aws-conventions',
    library: '@aws-sdk/*',
    stock: '`S3.GetObject`; `rpc.system`, `rpc.service`, `aws.request.id`',
    ours: '`S3/GetObject`; `rpc.system.name`, `rpc.method`, `aws.request_id`',
    why: 'So the conventions of 1.45 have it.',
    level: (spans) =>
      withAttributes(
        spans.map((span) => (isAws(span) ? { ...span, name: span.name.replace('.', '/') } : span)),
        (span) =>
          isAws(span)
            ? {
                'rpc.system': undefined,
                'rpc.system.name': undefined,
                'rpc.service': undefined,
                'rpc.method': undefined,
                'aws.request.id': undefined,
                'aws.request_id': undefined,
                'aws.request.extended_id': undefined,
                'aws.extended_request_id': undefined,
              }
            : undefined,
      ),
  },
  {
    id: 'aws-messages',
    library: '@aws-sdk/client-sqs',
    stock:
      '`jobs send`, `jobs receive`, the second as a consumer; messaging attributes on every call of SQS; the queue in `url.full`',
    ours: '`send jobs`, `receive jobs`, the second as a client, with `messaging.operation.name`; the queue in `aws.sqs.queue.url`',
    why: 'So the conventions of 1.45 have it; a queue that is made or deleted is no message.',
    // How many messages are there when they are fetched is a matter of luck: aws-sdk.test.ts looks at that by itself.
    level: (spans) =>
      spans.map((span) => {
        if (!isAws(span)) return span;
        const own = Object.keys(span.attributes).filter((key) => /^messaging\.|^url\.full$|^aws\.sqs\./.test(key));
        const attributes = Object.entries(span.attributes).filter(([key]) => !own.includes(key));
        return {
          ...span,
          name: span.name.replace(/^(send|receive) (\w+)$/, '$2 $1'),
          kind: span.kind === 'CONSUMER' ? 'CLIENT' : span.kind,
          attributes: Object.fromEntries(attributes),
          links: [],
        };
      }),
  },
  {
    id: 'aws-errors',
    library: '@aws-sdk/*',
    stock: 'an event `exception`',
    ours: '`error.type`; no event',
    why: 'The conventions ask for it; an exception is told where it is handled.',
    level: (spans) =>
      withAttributes(
        spans.map((span) => (isAws(span) ? { ...span, events: [] } : span)),
        (span) => (isAws(span) ? { 'error.type': undefined } : undefined),
      ),
  },
];
