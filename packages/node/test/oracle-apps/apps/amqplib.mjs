// Messages through RabbitMQ: to queues and exchanges, confirmed or not, acknowledged, turned away, and what handlers send on.
import { EventEmitter, once } from 'node:events';
import amqp from 'amqplib';
import callbacks from 'amqplib/callback_api';
import { serveWork } from './serve-work.mjs';

const connection = await amqp.connect(process.env.AMQP_URL);
const channel = await connection.createChannel();
const confirms = await connection.createConfirmChannel();
const old = await new Promise((resolve, reject) => {
  callbacks.connect(process.env.AMQP_URL, (error, model) => (error ? reject(error) : resolve(model)));
});
const oldChannel = await new Promise((resolve, reject) => {
  old.createConfirmChannel((error, made) => (error ? reject(error) : resolve(made)));
});

await channel.assertExchange('events', 'topic', { autoDelete: true });
for (const queue of ['jobs', 'fast', 'logged', 'refused', 'several', 'old']) {
  await channel.assertQueue(queue, { exclusive: false, autoDelete: true });
}
await channel.bindQueue('logged', 'events', 'order.*');

/** Says, by the number of the message, that a handler is through with it. */
const done = new EventEmitter().setMaxListeners(0);
const tell = (message) => done.emit(message.properties.correlationId);

await channel.consume('jobs', (message) => {
  channel.ack(message);
  tell(message);
});
await channel.consume('fast', (message) => tell(message), { noAck: true });
const log = async (message) => {
  await new Promise((resolve) => setTimeout(resolve, 2));
  channel.sendToQueue('fast', message.content, { correlationId: message.properties.correlationId });
  channel.ack(message);
};
await channel.consume('logged', (message) => void log(message));
await channel.consume('refused', (message) => {
  if (message.content.toString() === '1') channel.nack(message, false, false);
  else channel.reject(message, false);
  tell(message);
});
// On a channel of its own: all up to a message are all of the channel.
const own = await connection.createChannel();
const held = [];
await own.consume('several', (message) => {
  held.push(message);
  if (held.length % 3 !== 0) return;
  own.ack(message, true);
  for (const each of held.splice(0)) tell(each);
});
oldChannel.consume('old', (message) => {
  oldChannel.ack(message);
  tell(message);
});

let sent = 0;
/** Sends by `send`, which is given the options of the message, and waits until a handler is through with it. */
async function through(send) {
  const correlationId = `c${(sent += 1)}`;
  const over = once(done, correlationId);
  await send({ correlationId });
  await over;
}

const WORK = {
  send: (number) => through((options) => channel.sendToQueue('jobs', Buffer.from(String(number)), options)),
  fast: (number) => through((options) => channel.sendToQueue('fast', Buffer.from(String(number)), options)),
  topic: (number) => through((options) => channel.publish('events', `order.${number}`, Buffer.from('x'), options)),
  confirmed: () =>
    through((options) => {
      confirms.sendToQueue('jobs', Buffer.from('x'), options);
      return confirms.waitForConfirms();
    }),
  'confirmed-callback': () =>
    through((options) => new Promise((resolve) => confirms.publish('', 'jobs', Buffer.from('x'), options, resolve))),
  headers: () =>
    through((options) => channel.sendToQueue('jobs', Buffer.from('x'), { ...options, headers: { own: 'kept' } })),
  refused: (number) => through((options) => channel.sendToQueue('refused', Buffer.from(String(number)), options)),
  several: () =>
    Promise.all(
      [1, 2, 3].map((each) => through((options) => channel.sendToQueue('several', Buffer.from(String(each)), options))),
    ),
  'old-callback': () =>
    through((options) => new Promise((resolve) => oldChannel.publish('', 'old', Buffer.from('x'), options, resolve))),
  nothing: () => {},
};

serveWork(WORK, async () => {
  await connection.close();
  await new Promise((resolve) => old.close(resolve));
});
