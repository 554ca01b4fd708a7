// What a program asks AWS for: objects of S3, messages of SQS sent and fetched, and what either of them refuses.
import { CreateBucketCommand, GetObjectCommand, PutObjectCommand, S3 } from '@aws-sdk/client-s3';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { serveWork } from './serve-work.mjs';

const { S3_URL, SQS_URL, ACCESS_KEY, SECRET_KEY, SIDE } = process.env;
const common = { region: 'us-east-1', credentials: { accessKeyId: ACCESS_KEY, secretAccessKey: SECRET_KEY } };
const s3 = new S3({ ...common, endpoint: S3_URL, forcePathStyle: true });
const sqs = new SQSClient({ ...common, endpoint: SQS_URL });
const Bucket = 'shop';
const quietly = (work) => work.catch((error) => String(error.name));

await s3.send(new CreateBucketCommand({ Bucket }));
const queueOf = async (name) => (await sqs.send(new CreateQueueCommand({ QueueName: name }))).QueueUrl;
const [QueueUrl, several, full] = [await queueOf('jobs'), await queueOf('several'), await queueOf('full')];

/** Fetches until there is something, and acknowledges it. */
async function fetched(url, MaxNumberOfMessages) {
  for (;;) {
    const answer = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages, WaitTimeSeconds: 20 }),
    );
    const messages = answer.Messages ?? [];
    if (messages.length === 0) continue;
    const Entries = messages.map(({ ReceiptHandle, MessageId }) => ({ Id: MessageId, ReceiptHandle }));
    await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
    return;
  }
}
const attribute = (at) => [`own${at}`, { DataType: 'String', StringValue: 'secret' }];

const WORK = {
  put: (number) => s3.send(new PutObjectCommand({ Bucket, Key: `object-${number}`, Body: 'secret body' })),
  get: async (number) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: `object-${number}` }));
    await Body.transformToString();
  },
  // The client's own method, and a callback.
  list: () => s3.listObjectsV2({ Bucket }),
  callback: () => new Promise((resolve, reject) => s3.listBuckets({}, (error) => (error ? reject(error) : resolve()))),
  missing: () => quietly(s3.send(new GetObjectCommand({ Bucket, Key: 'nothing' }))),
  send: (number) => sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: `secret ${number}` })),
  receive: () => fetched(QueueUrl, 1),
  batch: () => {
    const Entries = ['a', 'b', 'c'].map((Id) => ({ Id, MessageBody: 'secret' }));
    return sqs.send(new SendMessageBatchCommand({ QueueUrl: several, Entries }));
  },
  together: () => fetched(several, 3),
  full: () => {
    const MessageAttributes = Object.fromEntries(Array.from({ length: 10 }, (_, at) => attribute(at)));
    return sqs.send(new SendMessageCommand({ QueueUrl: full, MessageBody: 'secret', MessageAttributes }));
  },
  // What the program gave is not changed: it sends the same once more.
  again: async () => {
    const command = new SendMessageCommand({ QueueUrl: full, MessageBody: 'secret' });
    await sqs.send(command);
    if (SIDE === 'ours' && command.input.MessageAttributes !== undefined) throw new Error('changed');
  },
  unknown: () => quietly(sqs.send(new GetQueueUrlCommand({ QueueName: 'nothing' }))),
  nowhere: () =>
    quietly(sqs.send(new SendMessageCommand({ QueueUrl: `${SQS_URL}/000000000000/nothing`, MessageBody: 'x' }))),
  nothing: () => {},
};

serveWork(WORK, async () => {
  for (const url of [QueueUrl, several, full]) await sqs.send(new DeleteQueueCommand({ QueueUrl: url }));
  for (const number of [1, 2, 3]) await s3.deleteObject({ Bucket, Key: `object-${number}` });
  await s3.deleteBucket({ Bucket });
  s3.destroy();
  sqs.destroy();
});
