import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has } from '../../../../test/kit/peers.ts';
import { type RabbitMq, startRabbitMq } from '../../../../test/kit/rabbitmq.ts';
import { compare, EQUAL } from './compare.ts';
import { askTwice } from './drive.ts';
import { eachWork } from './work.ts';

const SCRIPT = eachWork('send fast topic confirmed confirmed-callback headers refused several old-callback nothing');

describe.runIf(has('rabbitmq', 'the spans of amqplib'))('amqplib', () => {
  let rabbitmq: RabbitMq | undefined;
  beforeAll(async () => {
    rabbitmq = await startRabbitMq();
  });
  afterAll(() => rabbitmq?.stop());

  test('spans are those of the stock agent', async () => {
    const compared = await compare('amqplib.mjs', {
      env: { AMQP_URL: String(rabbitmq?.url) },
      drive: (origin) => askTwice(origin, SCRIPT),
      allowed: ['messaging-conventions'],
    });
    expect(compared).toMatchObject(EQUAL);
    expect(compared.traces).toBe(2 * SCRIPT.length);
    const topic = compared.ours.filter(({ name }) => /events|logged/.test(name));
    expect(topic.at(0)).toMatchObject({
      name: 'publish events',
      kind: 'PRODUCER',
      attributes: {
        'messaging.system.name': 'rabbitmq',
        'messaging.operation.name': 'publish',
        'messaging.operation.type': 'send',
        'messaging.destination.name': 'events',
        'messaging.rabbitmq.destination.routing_key': 'order.1',
        'messaging.message.conversation_id': expect.stringMatching(/^c\d+$/) as string,
        'server.address': '127.0.0.1',
      },
    });
    expect(topic.find(({ kind }) => kind === 'CONSUMER')).toMatchObject({
      name: 'process logged',
      attributes: { 'messaging.operation.type': 'process', 'messaging.destination.name': 'logged' },
    });
  });
});
