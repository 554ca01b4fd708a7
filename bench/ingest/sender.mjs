/**
 * Sends prepared bodies to a server, in a process of its own so that its work is not counted as the server's. Started with one argument, JSON:
 * `{ url, signal, encoding, total, perSecond, isPaced, connections, seed }`. Says `ready` when all bodies are made, waits for a line, sends
 * each body until it is taken, and prints what it saw as JSON.
 */
import { Agent, request } from 'node:http';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { makeBodies } from './bodies.mjs';

const CONTENT_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' };
const RETRY_MS = 100;

const plan = JSON.parse(process.argv[2]);
const agent = new Agent({ keepAlive: true, maxSockets: plan.connections });
const bodies = makeBodies(plan);
const tally = { records: 0, bytes: 0, refused: 0, ackMs: [] };

function post(body) {
  return new Promise((resolve, reject) => {
    const headers = {
      'Content-Type': CONTENT_TYPES[plan.encoding],
      'Content-Encoding': 'gzip',
      'Content-Length': body.length,
    };
    const sent = request(`${plan.url}/v1/${plan.signal}`, { method: 'POST', agent, headers }, (response) => {
      let size = 0;
      response.on('data', (chunk) => (size += chunk.length));
      // A body in the answer to protobuf is a partial success: records were refused.
      response.on('end', () =>
        resolve({ status: response.statusCode, isWhole: plan.encoding === 'json' || size === 0 }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends one body until it is taken; the time is that from the moment at which it was due. */
async function deliver({ body, records, bytes }, due) {
  for (;;) {
    const { status, isWhole } = await post(body);
    if (status === 200 && isWhole) break;
    if (status !== 503 && status !== 429)
      throw new Error(`the server answered ${status}, ${isWhole ? 'whole' : 'in part'}`);
    tally.refused++;
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
  tally.records += records;
  tally.bytes += bytes;
  tally.ackMs.push(performance.now() - due);
}

/** As many at a time as there are connections. */
async function sendAtOnce() {
  const queue = bodies.values();
  const worker = async () => {
    for (const one of queue) await deliver(one, performance.now());
  };
  await Promise.all(Array.from({ length: plan.connections }, worker));
}

/** Each at its time, however long the answers to the former ones take. */
async function sendPaced() {
  const begin = performance.now();
  const underWay = [];
  let due = begin;
  for (const one of bodies) {
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    underWay.push(deliver(one, due));
    due += (one.records / plan.perSecond) * 1000;
  }
  await Promise.all(underWay);
}

function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

process.stdout.write('ready\n');
await once(process.stdin, 'data');
const begin = performance.now();
await (plan.isPaced ? sendPaced() : sendAtOnce());
const seconds = (performance.now() - begin) / 1000;
agent.destroy();
const acks = tally.ackMs.toSorted((a, b) => a - b);
const result = {
  records: tally.records,
  bodies: bodies.length,
  bytes: tally.bytes,
  refused: tally.refused,
  seconds,
  ackP50: quantile(acks, 0.5),
  ackP99: quantile(acks, 0.99),
};
process.stdout.write(`${JSON.stringify(result)}\n`);
process.exit(0);
