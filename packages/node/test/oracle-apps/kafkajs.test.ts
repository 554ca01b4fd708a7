import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { brokerFolder } from '../../../../test/kit/broker.ts';
import { type Kafka, startKafka } from '../../../../test/kit/kafka.ts';
import { compare, EQUAL } from './compare.ts';
import type { Comparison } from './compare.ts';
import { askTwice } from './drive.ts';
import { childrenOf, servedBy } from './span-tree.ts';
import type { PlainSpan } from './span-tree.ts';
import { eachWork } from './work.ts';

const SCRIPT = eachWork('send tombstone bare several topics chained failing batches careful away nothing');

const folder = brokerFolder('kafka', 'the spans of kafkajs');

/** A Java that starts beside others takes its time, and then there are two programs to run. */
const STARTING_MS = 300_000;

describe.runIf(folder !== undefined)('kafkajs', () => {
  let kafka: Kafka | undefined;
  let compared: Comparison;
  beforeAll(async () => {
    kafka = await startKafka(String(folder));
    compared = await compare('kafkajs.mjs', {
      env: { KAFKA_BROKER: kafka.broker },
      drive: (origin) => askTwice(origin, SCRIPT),
      allowed: ['kafkajs-attributes', 'kafkajs-several', 'kafkajs-batches', 'kafkajs-transactions'],
    });
  }, STARTING_MS);
  afterAll(() => kafka?.stop());

  const served = (name: string): PlainSpan[] => servedBy(compared.ours, name);
  const below = (span: PlainSpan): PlainSpan[] => childrenOf(compared.ours, span);

  test('spans are those of the stock agent', () => {
    expect(compared).toMatchObject(EQUAL);
    expect(served('nothing')).toHaveLength(6);
  });

  test('work on a message stands below the one who sent it', () => {
    expect(served('send')).toHaveLength(6);
    for (const request of served('send')) {
      const [sent, ...more] = below(request);
      expect(more).toEqual([]);
      expect(sent).toMatchObject({
        name: 'send jobs',
        kind: 'PRODUCER',
        status: 'UNSET',
        attributes: {
          'messaging.system.name': 'kafka',
          'messaging.operation.name': 'send',
          'messaging.operation.type': 'send',
          'messaging.destination.name': 'jobs',
        },
      });
      expect(below(sent!)).toEqual([
        expect.objectContaining({
          name: 'process jobs',
          kind: 'CONSUMER',
          status: 'UNSET',
          attributes: {
            'messaging.system.name': 'kafka',
            'messaging.operation.name': 'process',
            'messaging.operation.type': 'process',
            'messaging.destination.name': 'jobs',
            'messaging.destination.partition.id': '0',
            'messaging.consumer.group.name': 'jobs-workers',
            'messaging.kafka.offset': expect.any(Number) as number,
          },
        }),
      ]);
    }
  });

  test('messages that are sent together are one span with their number, above the work on each', () => {
    expect(served('several')).toHaveLength(6);
    for (const request of served('several')) {
      const [sent] = below(request);
      expect(sent?.attributes['messaging.batch.message_count']).toBe(3);
      expect(below(sent!).map(({ name }) => name)).toEqual(Array.from({ length: 3 }, () => 'process jobs'));
    }
  });

  test('a handler that fails says so, and the message comes again', () => {
    expect(served('failing')).toHaveLength(6);
    for (const request of served('failing')) {
      const [sent] = below(request);
      const outcomes = below(sent!).map(({ status, attributes }) => `${status}, ${String(attributes['error.type'])}`);
      expect(outcomes.toSorted()).toEqual(['ERROR a strange price, PriceError', 'UNSET, undefined']);
    }
  });

  test('a batch is a trace of its own, linked to everybody who sent a message of it', () => {
    const senders = served('batches').map((request) => below(request)[0]?.id);
    const batches = compared.ours.filter(({ name }) => name === 'process batches');
    expect(batches.every(({ parentId, kind }) => parentId === '' && kind === 'CONSUMER')).toBe(true);
    const counts = batches.map(({ attributes }) => Number(attributes['messaging.batch.message_count']));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(18);
    const linked = batches.flatMap(({ links }) => links.map(({ spanId }) => spanId));
    expect(linked).toHaveLength(18);
    expect(new Set(linked)).toEqual(new Set(senders));
  });

  test('neither keys nor what is in a message is in any span', () => {
    const said = JSON.stringify(compared.ours.map(({ name, attributes }) => [name, attributes]));
    expect(said).not.toContain('secret');
  });
});
