import { propagation } from '@opentelemetry/api';
import { afterEach, describe, expect, test } from 'vitest';
import { createTools } from '../../../test/capture-tools.ts';
import { contextWithSpan, currentContext, storage } from '../../tracer/context/storage.ts';
import { createMessagingCalls } from '../database/messaging-calls.ts';
import { followRunner } from './consumer.ts';
import { sending } from './producer.ts';

type Send = (given: unknown) => Promise<unknown>;

afterEach(() => propagation.disable());

describe('what sends', () => {
  test('carries who sent it in a copy of the message, once for each topic of a call', async () => {
    const { tools, spans } = createTools();
    const given = {
      acks: 1,
      topicMessages: [
        { topic: 'jobs', messages: [{ value: 'a', headers: { own: 'kept' } }, { value: 'b' }] },
        { topic: 'bills', messages: [{ key: 'secret', value: null, partition: 3 }] },
      ],
    };
    const kept = structuredClone(given);
    let sent: unknown;
    const original = { sendBatch: async (what: unknown) => (sent = what), other: 1 };
    const wrapped = sending(original, createMessagingCalls(tools, 'kafka'), () => true);
    await (wrapped['sendBatch'] as Send)(given);
    expect(given).toEqual(kept);
    const [jobs, bills] = spans();
    expect([jobs, bills]).toMatchObject([
      { name: 'send jobs', kind: 'PRODUCER', attributes: { 'messaging.batch.message_count': 2 } },
      {
        name: 'send bills',
        attributes: { 'messaging.destination.partition.id': '3', 'messaging.kafka.message.tombstone': true },
      },
    ]);
    const headers = (span: typeof jobs): object => ({ traceparent: `00-${span?.traceId}-${span?.id}-01` });
    expect(sent).toEqual({
      acks: 1,
      topicMessages: [
        {
          topic: 'jobs',
          messages: [
            { value: 'a', headers: { own: 'kept', ...headers(jobs) } },
            { value: 'b', headers: headers(jobs) },
          ],
        },
        { topic: 'bills', messages: [{ key: 'secret', value: null, partition: 3, headers: headers(bills) }] },
      ],
    });
    expect(wrapped['other']).toBe(1);
  });

  test('fails as it failed, and says so', async () => {
    const { tools, spans } = createTools();
    const error = Object.assign(new Error('no broker'), { name: 'KafkaJSConnectionError' });
    const send: Send = async () => Promise.reject(error);
    const wrapped = sending({ send }, createMessagingCalls(tools, 'kafka'), () => true);
    await expect((wrapped['send'] as Send)({ topic: 'jobs', messages: [{ value: 'a' }] })).rejects.toBe(error);
    expect(spans()).toMatchObject([
      { status: 'ERROR no broker', attributes: { 'error.type': 'KafkaJSConnectionError' } },
    ]);
  });

  test('is left alone once the capture has stopped', async () => {
    const { tools, spans } = createTools();
    const given = { topic: 'jobs', messages: [{ value: 'a' }] };
    const wrapped = sending({ send: async (what: unknown) => what }, createMessagingCalls(tools, 'kafka'), () => false);
    expect(await (wrapped['send'] as Send)(given)).toBe(given);
    expect(spans()).toEqual([]);
  });
});

describe('what works messages off', () => {
  const headersOf = (digit: string): object => ({
    traceparent: Buffer.from(`00-${digit.repeat(32)}-${digit.repeat(16)}-01`),
  });

  test('runs below the sender of the message, whatever else is at work, and is followed once', async () => {
    const { tools, spans } = createTools();
    let current: string | undefined;
    const runner: Record<string, unknown> = {
      consumerGroup: { groupId: 'workers' },
      eachMessage: async () => (current = propagated()),
    };
    const calls = createMessagingCalls(tools, 'kafka');
    followRunner(runner, calls, () => true);
    followRunner(runner, calls, () => true);
    const other = contextWithSpan(currentContext(), tools.tracer.startSpan('other'));
    const message = { offset: '7', value: Buffer.from('x'), headers: headersOf('a') };
    await storage.run(other, () => (runner['eachMessage'] as Send)({ topic: 'jobs', partition: 0, message }));
    const [span, ...more] = spans();
    expect(more).toEqual([]);
    expect(span).toMatchObject({
      name: 'process jobs',
      kind: 'CONSUMER',
      traceId: 'a'.repeat(32),
      parentId: 'a'.repeat(16),
      attributes: { 'messaging.kafka.offset': 7, 'messaging.consumer.group.name': 'workers' },
    });
    expect(current).toContain(span?.id);
  });

  test('runs in a trace of its own where it is a batch, linked to every sender', async () => {
    const { tools, spans } = createTools();
    const runner: Record<string, unknown> = { eachBatch: async () => {} };
    followRunner(runner, createMessagingCalls(tools, 'kafka'), () => true);
    const messages = [{ headers: headersOf('a') }, { headers: headersOf('b') }, { headers: {} }];
    await (runner['eachBatch'] as Send)({ batch: { topic: 'jobs', partition: 1, messages } });
    const [span] = spans();
    expect(span).toMatchObject({ parentId: '', attributes: { 'messaging.batch.message_count': 3 } });
    expect(span?.links.map(({ spanId }) => spanId)).toEqual(['a'.repeat(16), 'b'.repeat(16)]);
  });

  test('fails as it failed, also where it throws before it waits', () => {
    const { tools, spans } = createTools();
    const error = new TypeError('no price');
    const runner: Record<string, unknown> = {
      eachMessage: () => {
        throw error;
      },
    };
    followRunner(runner, createMessagingCalls(tools, 'kafka'), () => true);
    const handle = runner['eachMessage'] as Send;
    expect(() => handle({ topic: 'jobs', partition: 0, message: { offset: '0', headers: {} } })).toThrow(error);
    expect(spans()).toMatchObject([{ status: 'ERROR no price', attributes: { 'error.type': 'TypeError' } }]);
  });
});

function propagated(): string | undefined {
  const carrier: Record<string, string> = {};
  propagation.inject(currentContext(), carrier);
  return carrier['traceparent'];
}
