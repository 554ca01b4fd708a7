// Messages through Kafka: sent alone, together and in a transaction, worked off one by one and in batches, and failing.
import { EventEmitter, once } from 'node:events';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { serveWork } from './serve-work.mjs';

const kafka = new Kafka({ clientId: 'shop', brokers: [process.env.KAFKA_BROKER], logLevel: logLevel.NOTHING });

const admin = kafka.admin();
await admin.connect();
const topics = ['jobs', 'chained', 'failing', 'batches'];
await admin.createTopics({ topics: topics.map((topic) => ({ topic })), waitForLeaders: true });

const createPartitioner = Partitioners.DefaultPartitioner;
const producer = kafka.producer({ createPartitioner });
const careful = kafka.producer({
  createPartitioner,
  transactionalId: 'careful',
  maxInFlightRequests: 1,
  idempotent: true,
});
const away = kafka.producer({ createPartitioner });
await Promise.all([producer.connect(), careful.connect()]);

/** Says, by the number in a message, that a handler is through with it. */
const done = new EventEmitter().setMaxListeners(0);
const through = async (send, ...ids) => {
  const over = ids.map((id) => once(done, id));
  await send();
  await Promise.all(over);
};
let sent = 0;
const next = () => `m${(sent += 1)}`;

const consumers = [];
async function consume(name, handlers) {
  const consumer = kafka.consumer({
    groupId: `${name}-workers`,
    maxWaitTimeInMs: 100,
    retry: { initialRetryTime: 50, retries: 10 },
  });
  consumers.push(consumer);
  await consumer.connect();
  await consumer.subscribe({ topic: name, fromBeginning: true });
  await consumer.run(handlers);
}
/** No error of the language: after these a consumer stops for good. */
class PriceError extends Error {
  name = 'PriceError';
}
const failed = new Set();
await consume('jobs', { eachMessage: async ({ message }) => void done.emit(message.headers.id.toString()) });
await consume('chained', {
  eachMessage: async ({ message }) => {
    await producer.send({ topic: 'jobs', messages: [{ value: 'on', headers: { id: message.headers.id } }] });
  },
});
await consume('failing', {
  eachMessage: async ({ message }) => {
    const id = message.headers.id.toString();
    if (!failed.has(id)) {
      failed.add(id);
      throw new PriceError('a strange price');
    }
    done.emit(id);
  },
});
await consume('batches', {
  eachBatch: async ({ batch }) => {
    for (const { headers } of batch.messages) done.emit(headers.id.toString());
  },
});

const message = (id, more = {}) => ({ value: 'secret value', headers: { id }, ...more });
// A producer has one transaction at a time.
let carefully = Promise.resolve();
async function sendCarefully() {
  const id = next();
  const transaction = await careful.transaction();
  await through(async () => {
    await transaction.send({ topic: 'jobs', messages: [message(id)] });
    await transaction.commit();
  }, id);
}

const WORK = {
  send: async () => {
    const id = next();
    await through(() => producer.send({ topic: 'jobs', messages: [message(id, { key: 'secret key' })] }), id);
  },
  tombstone: async () => {
    const id = next();
    const messages = [message(id, { key: 'secret key', value: null, partition: 0 })];
    await through(() => producer.send({ topic: 'jobs', messages }), id);
  },
  bare: () => producer.send({ topic: 'jobs', messages: [{ value: 'x', headers: { id: 'none' } }] }),
  several: async () => {
    const ids = [next(), next(), next()];
    await through(() => producer.send({ topic: 'jobs', messages: ids.map((id) => message(id)) }), ...ids);
  },
  topics: async () => {
    const [first, second] = [next(), next()];
    const topicMessages = [
      { topic: 'jobs', messages: [message(first)] },
      { topic: 'chained', messages: [message(second)] },
    ];
    await through(() => producer.sendBatch({ topicMessages }), first, second);
  },
  chained: async () => {
    const id = next();
    await through(() => producer.send({ topic: 'chained', messages: [message(id)] }), id);
  },
  failing: async () => {
    const id = next();
    await through(() => producer.send({ topic: 'failing', messages: [message(id)] }), id);
  },
  batches: async () => {
    const ids = [next(), next(), next()];
    await through(() => producer.send({ topic: 'batches', messages: ids.map((id) => message(id)) }), ...ids);
  },
  careful: () => (carefully = carefully.then(sendCarefully)),
  away: () => away.send({ topic: 'jobs', messages: [message('none')] }).catch(() => {}),
  nothing: () => {},
};

serveWork(WORK, async () => {
  await Promise.all(consumers.map((consumer) => consumer.disconnect()));
  await Promise.all([producer.disconnect(), careful.disconnect()]);
  await admin.deleteTopics({ topics });
  await admin.disconnect();
});
