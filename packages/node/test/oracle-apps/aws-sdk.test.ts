import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ACCESS, startS3, startSqs } from '../../../../test/kit/aws.ts';
import type { AwsService } from '../../../../test/kit/aws.ts';
import { brokerFolder } from '../../../../test/kit/broker.ts';
import { compare, EQUAL } from './compare.ts';
import type { Comparison } from './compare.ts';
import { askTwice } from './drive.ts';
import { childrenOf, servedBy } from './span-tree.ts';
import type { PlainSpan } from './span-tree.ts';
import { eachWork } from './work.ts';

const SCRIPT = eachWork('put get list callback missing send receive batch together full again unknown nowhere nothing');

const what = 'the spans of the AWS SDK';
const [gateway, queues] = [brokerFolder('versitygw', what), brokerFolder('elasticmq', what)];

/** A Java that starts beside others takes its time, and then there are two programs to run. */
const STARTING_MS = 300_000;

describe.runIf(gateway !== undefined && queues !== undefined)('the AWS SDK', () => {
  let services: AwsService[] = [];
  let compared: Comparison;
  beforeAll(async () => {
    const [s3, sqs] = await Promise.all([startS3(String(gateway)), startSqs(String(queues))]);
    services = [s3, sqs];
    const urls = { S3_URL: s3.url, SQS_URL: sqs.url };
    const access = { ACCESS_KEY: ACCESS.accessKeyId, SECRET_KEY: ACCESS.secretAccessKey };
    compared = await compare('aws-sdk.mjs', {
      env: (side) => ({ ...urls, ...access, SIDE: side }),
      drive: (origin) => askTwice(origin, SCRIPT),
      allowed: ['aws-conventions', 'aws-messages', 'aws-errors'],
    });
  }, STARTING_MS);
  afterAll(() => Promise.all(services.map((service) => service.stop())));

  const served = (name: string): PlainSpan[] => servedBy(compared.ours, name);
  const below = (span: PlainSpan): PlainSpan[] => childrenOf(compared.ours, span);

  test('spans are those of the stock agent', () => {
    expect(compared).toMatchObject(EQUAL);
    expect(served('nothing')).toHaveLength(6);
  });

  test('a call is named after service and operation, and stands above its request', () => {
    expect(served('get')).toHaveLength(6);
    for (const request of served('get')) {
      const [call, ...more] = below(request);
      expect(more).toEqual([]);
      expect(call).toMatchObject({
        name: 'S3/GetObject',
        kind: 'CLIENT',
        attributes: {
          'rpc.system.name': 'aws-api',
          'rpc.method': 'S3/GetObject',
          'aws.s3.bucket': 'shop',
          'cloud.region': 'us-east-1',
          'http.response.status_code': 200,
        },
      });
      expect(below(call!)).toMatchObject([{ name: 'GET', kind: 'CLIENT' }]);
    }
  });

  test('what a service refuses has its name', () => {
    const failed = ['missing', 'unknown', 'nowhere'].map((name) => below(served(name)[0]!)[0]);
    expect(failed.map((span) => span?.attributes['error.type'])).toEqual([
      'NoSuchKey',
      'QueueDoesNotExist',
      'QueueDoesNotExist',
    ]);
    for (const span of failed) expect(span?.status).toMatch(/^ERROR ./);
  });

  test('messages are fetched with a link to whoever sent each', () => {
    const senders = new Set(served('send').map((request) => below(request)[0]?.id));
    expect(senders.size).toBe(6);
    const received = served('receive')
      .flatMap(below)
      .filter(({ name }) => name === 'receive jobs');
    const full = received.filter(({ links }) => links.length > 0);
    expect(full).toHaveLength(6);
    for (const { kind, links, attributes } of full) {
      expect(kind).toBe('CLIENT');
      expect(attributes).toMatchObject({
        'messaging.system.name': 'aws_sqs',
        'messaging.operation.type': 'receive',
        'messaging.destination.name': 'jobs',
        'messaging.batch.message_count': 1,
      });
      expect(links[0]?.attributes).toHaveProperty(['messaging.message.id']);
    }
    expect(new Set(full.map(({ links }) => links[0]?.spanId))).toEqual(senders);
  });

  test('messages that are sent together are one span with their number, and all lead back to it', () => {
    const senders = served('batch').map((request) => below(request)[0]);
    expect(senders).toHaveLength(6);
    for (const sent of senders) {
      expect(sent).toMatchObject({ name: 'send several', kind: 'PRODUCER' });
      expect(sent?.attributes['messaging.batch.message_count']).toBe(3);
    }
    // The first three requests of each are one after the other.
    const links = served('together')
      .flatMap(below)
      .flatMap((span) => span.links.map(({ spanId }) => spanId));
    expect(links.length).toBeGreaterThanOrEqual(9);
    const sent = new Set(senders.map((span) => span?.id));
    expect(links.every((id) => sent.has(id))).toBe(true);
  });

  test('a message with as many attributes as SQS takes is sent as it is', () => {
    for (const request of served('full'))
      expect(below(request)).toMatchObject([{ name: 'send full', status: 'UNSET' }]);
  });

  test('neither bodies nor attributes of messages are in any span', () => {
    const said = JSON.stringify(compared.ours.map(({ name, attributes }) => [name, attributes]));
    expect(said).not.toContain('secret');
  });
});
