import { propagation } from '@opentelemetry/api';
import { afterEach, expect, test } from 'vitest';
import { createTools } from '../../../test/capture-tools.ts';
import type { PlainSpan } from '../../../test/oracle-apps/span-tree.ts';
import type { HookedCall, RunningCall } from '../hooked-calls.ts';
import { readRequest } from './request.ts';
import { createSqsCalls } from './sqs.ts';

const QueueUrl = 'http://127.0.0.1:1/000000000000/jobs';

class Command {
  readonly input: Record<string, unknown>;
  readonly schema: readonly unknown[];
  constructor(operation: string, input: Record<string, unknown>) {
    this.input = { QueueUrl, ...input };
    this.schema = [9, 'com.amazonaws.sqs', operation];
  }
}

/** One call of a client, from what the program gives it to what SQS answers. */
function called(command: Command, answer: unknown = {}): { sent: Command; spans: PlainSpan[] } {
  const { tools, spans } = createTools();
  const self = { config: { serviceId: 'SQS', region: async () => 'us-east-1' } };
  const call: HookedCall = { self, arguments: [command], result: undefined, error: undefined };
  const running: RunningCall | undefined = createSqsCalls(tools)(call, readRequest(call)!);
  running?.end?.({ failed: false, value: answer });
  return { sent: call.arguments[0] as Command, spans: spans() };
}

afterEach(() => propagation.disable());

test('a message carries who sent it, and what the program gave stays as it is', () => {
  const given = new Command('SendMessage', { MessageAttributes: { own: { DataType: 'String', StringValue: 'x' } } });
  const { sent, spans } = called(given, { MessageId: 'id 1' });
  expect(spans).toMatchObject([{ name: 'send jobs', kind: 'PRODUCER' }]);
  expect(spans[0]?.attributes).toMatchObject({ 'aws.sqs.queue.url': expect.stringContaining('/jobs') as string });
  const { traceId, id } = spans[0]!;
  expect(sent).toBeInstanceOf(Command);
  expect(Object.entries(sent).map(([key]) => key)).toContain('input');
  expect(sent.input['MessageAttributes']).toEqual({
    own: { DataType: 'String', StringValue: 'x' },
    traceparent: { DataType: 'String', StringValue: `00-${traceId}-${id}-01` },
  });
  expect(Object.keys(given.input['MessageAttributes'] as object)).toEqual(['own']);
});

test('a message with as many attributes as SQS takes gets none of ours', () => {
  const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, at) => [`own${at}`, { StringValue: 'x' }]));
  const { sent } = called(new Command('SendMessage', { MessageAttributes: attributes }));
  expect(sent.input['MessageAttributes']).toEqual(attributes);
});

test('messages of a batch all carry its span', () => {
  const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: 'x' }));
  const { sent, spans } = called(new Command('SendMessageBatch', { Entries }), { Successful: [{}, {}] });
  expect(spans).toMatchObject([{ name: 'send jobs', attributes: { 'messaging.batch.message_count': 2 } }]);
  const carried = { traceparent: { DataType: 'String', StringValue: `00-${spans[0]?.traceId}-${spans[0]?.id}-01` } };
  expect(sent.input['Entries']).toEqual(Entries.map((entry) => ({ ...entry, MessageAttributes: carried })));
});

test('whoever fetches asks for the senders, and is linked to them', () => {
  const [traceId, spanId] = ['a'.repeat(32), 'b'.repeat(16)];
  const carried = { traceparent: { StringValue: `00-${traceId}-${spanId}-01`, DataType: 'String' } };
  const answer = { Messages: [{ MessageId: '1', MessageAttributes: carried }, { MessageId: '2' }] };
  const { sent, spans } = called(new Command('ReceiveMessage', { MessageAttributeNames: ['own'] }), answer);
  expect(sent.input['MessageAttributeNames']).toEqual(['own', 'traceparent', 'tracestate']);
  expect(spans).toMatchObject([
    {
      name: 'receive jobs',
      kind: 'CLIENT',
      attributes: { 'messaging.batch.message_count': 2, 'messaging.operation.type': 'receive' },
      links: [{ spanId, attributes: { 'messaging.message.id': '1' } }],
    },
  ]);
});

test('whoever asks for all attributes anyway asks for nothing more', () => {
  const { sent } = called(new Command('ReceiveMessage', { MessageAttributeNames: ['All'] }));
  expect(sent.input['MessageAttributeNames']).toEqual(['All']);
});

test('other commands of SQS are no messages', () => {
  expect(called(new Command('DeleteQueue', {})).spans).toEqual([]);
});
