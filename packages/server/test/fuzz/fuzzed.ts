/** Sends hostile bodies to a real server, and says whatever was not as it has to be. */
import { createHash } from 'node:crypto';
import { Client, credentials, type ServiceError } from '@grpc/grpc-js';
import { startTemporary, type TemporaryServer } from '../../../../test/kit/server.ts';
import { partialOf, partialOfBytes } from '../conformance/answers.ts';
import { protobuf, record, records, type Signal } from '../conformance/messages.ts';
import { heard, JSON_TYPE, PROTOBUF } from '../conformance/serving.ts';
import { hostileBody, type Hostile } from './bodies.ts';
import { readJson, readProtobuf, typeOf } from './reference.ts';
import { expectedOf, storedRows, type Expected, type Run } from './rows.ts';

/** What became of a body. */
interface Answered {
  /** `taken`, `refused`, or what else was answered. */
  readonly status: string;
  readonly rejected: number;
  readonly ms: number;
}

/** What is to be known of a run. */
export interface Fuzzed {
  readonly sent: number;
  readonly taken: number;
  readonly refused: number;
  readonly rejectedRecords: number;
  readonly rows: number;
  readonly slowestMs: number;
  /** Everything that was wrong; the first of each. */
  readonly problems: string[];
}

const SERVICES: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};
const REQUESTS: Readonly<Record<Signal, string>> = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
};

/** Codes of gRPC: INVALID_ARGUMENT, RESOURCE_EXHAUSTED. */
const REFUSALS: ReadonlySet<number> = new Set([3, 8]);

/** At once, so that bodies share blocks. */
const SENDERS = 4;
const SLOW_MS = 1000;
/** Problems are all of a kind, mostly. */
const MOST_PROBLEMS = 12;

/** Sends bodies of a seed, and compares what is stored with what was in them. */
export async function fuzzed(seed: number, count: number): Promise<Fuzzed> {
  const reported: unknown[] = [];
  const server = await startTemporary({ report: (error) => reported.push(error) });
  const client = new Client(new URL(server.url).host, credentials.createInsecure());
  try {
    return await run(server, client, seed, count, reported);
  } finally {
    client.close();
    await server.close();
  }
}

async function run(
  server: TemporaryServer,
  client: Client,
  seed: number,
  count: number,
  reported: unknown[],
): Promise<Fuzzed> {
  const timing: Run = { fromNano: nowNano() - 1_000_000_000n, nowNano: () => nowNano() + 1_000_000_000n };
  const problems: string[] = [];
  const tables = await tablesOf(server);
  const expected = new Map<string, string[]>();
  const known = new Set<string>();
  const slow: { name: string; body: Hostile }[] = [];
  const totals = { taken: 0, refused: 0, rejectedRecords: 0, slowestMs: 0 };
  const expectRows = (rows: readonly string[], of: string): void => {
    for (const row of rows) expected.set(row, [...(expected.get(row) ?? []), of]);
  };
  const canary = good('canary');
  expectRows((await check(server, client, canary, timing, problems, 'canary')).rows, 'canary');

  let next = 0;
  const sender = async (): Promise<void> => {
    for (let index = next++; index < count; index = next++) {
      const body = hostileBody(seed, index);
      const name = `body ${index} of seed ${seed} (${body.what}, ${body.signal}, ${body.encoding}${body.overGrpc ? ', gRPC' : ''})`;
      const { answered, rows, hasTime } = await check(server, client, body, timing, problems, name);
      totals[answered.status === 'taken' ? 'taken' : 'refused']++;
      totals.rejectedRecords += answered.rejected;
      totals.slowestMs = Math.max(totals.slowestMs, answered.ms);
      if (answered.ms > SLOW_MS) slow.push({ name, body });
      // The same bytes again, which say a time, are the same body.
      const id = `${body.signal} ${createHash('sha256')
        .update(body.plain ?? '')
        .digest('hex')}`;
      if (hasTime && known.has(id)) continue;
      known.add(id);
      expectRows(rows, name);
    }
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  for (const { name, body } of slow) {
    const { ms, again } = await alone(server, client, body, timing);
    if (ms > SLOW_MS) problems.push(`${name} takes ${Math.round(ms)} ms`);
    expectRows(again, name);
  }
  expectRows((await check(server, client, good('the last'), timing, problems, 'the last')).rows, 'the last');

  await server.store.flush();
  const stored = await storedRows(server.store, timing);
  problems.push(...differences(expected, stored));
  const left = await tablesOf(server);
  if (left.join() !== tables.join()) problems.push(`tables were ${tables.join()} and are ${left.join()}`);
  const health = server.store.health();
  if (health.quarantined > 0) problems.push(`${health.quarantined} files were put aside: ${health.problem}`);
  problems.push(...reported.map((error) => `reported: ${String(error)}`));
  return { sent: count, ...totals, rows: stored.length, problems: problems.slice(0, MOST_PROBLEMS) };
}

/** A body that nothing is wrong with. */
function good(text: string): Hostile {
  const plain = protobuf('logs', records([record({ body: { stringValue: text } })]));
  return { what: 'good', signal: 'logs', encoding: 'protobuf', plain, wire: plain, isGzip: false, overGrpc: false };
}

interface Checked extends Pick<Expected, 'hasTime'> {
  readonly answered: Answered;
  /** What must be stored of it. */
  readonly rows: readonly string[];
}

/** Sends a body, and compares the answer with what the body holds. */
async function check(
  server: TemporaryServer,
  client: Client,
  body: Hostile,
  timing: Run,
  problems: string[],
  name: string,
): Promise<Checked> {
  const expected = contentOf(body, timing);
  const answered = await send(server, client, body);
  const wanted = expected === undefined ? 'refused' : 'taken';
  if (answered.status !== wanted)
    problems.push(`${name} was ${answered.status} and should have been ${wanted}: ${shown(body)}`);
  else if (expected !== undefined && answered.rejected !== expected.rejected) {
    problems.push(`${name}: ${answered.rejected} rejected, should be ${expected.rejected}: ${shown(body)}`);
  }
  const rows = answered.status === 'taken' ? (expected?.rows ?? []) : [];
  return { answered, rows, hasTime: expected?.hasTime ?? false };
}

/**
 * How long a body keeps the thread of the server busy, which is also that of the test. Beside other bodies, and other programs of the machine,
 * what took long need not have been slow.
 */
async function alone(
  server: TemporaryServer,
  client: Client,
  body: Hostile,
  timing: Run,
): Promise<{ ms: number; again: readonly string[] }> {
  const before = process.threadCpuUsage();
  await send(server, client, body);
  const { user, system } = process.threadCpuUsage(before);
  const content = contentOf(body, timing);
  // Without a time it is not known as the same body, and its records are there once more.
  return { ms: (user + system) / 1000, again: content?.hasTime === false ? content.rows : [] };
}

/** What a body holds; `undefined` for one that nobody can read. */
function contentOf({ plain, signal, encoding }: Hostile, timing: Run): Expected | undefined {
  if (plain === undefined) return undefined;
  try {
    const type = typeOf(REQUESTS[signal]);
    return expectedOf(signal, encoding === 'json' ? readJson(type, plain) : readProtobuf(type, plain), timing);
  } catch {
    return undefined;
  }
}

async function send(server: TemporaryServer, client: Client, body: Hostile): Promise<Answered> {
  const started = performance.now();
  const { status, rejected } = body.overGrpc ? await call(client, body) : await post(server, body);
  return { status, rejected, ms: performance.now() - started };
}

async function post(
  server: TemporaryServer,
  { signal, encoding, wire, isGzip }: Hostile,
): Promise<Omit<Answered, 'ms'>> {
  const headers = {
    'content-type': encoding === 'json' ? JSON_TYPE : PROTOBUF,
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
  };
  const answer = await heard(
    await fetch(`${server.url}/v1/${signal}`, { method: 'POST', body: new Uint8Array(wire), headers }),
  );
  if (answer.status === 400 || answer.status === 413) return { status: 'refused', rejected: 0 };
  if (answer.status !== 200) return { status: `answered with ${answer.status} ${answer.body.toString()}`, rejected: 0 };
  return { status: 'taken', rejected: partialOf(answer)?.rejected ?? 0 };
}

function call(client: Client, { signal, plain = Buffer.alloc(0) }: Hostile): Promise<Omit<Answered, 'ms'>> {
  const same = (bytes: Buffer): Buffer => bytes;
  return new Promise((resolve) => {
    client.makeUnaryRequest(
      SERVICES[signal],
      same,
      same,
      plain,
      (error: ServiceError | null, answer: Buffer = Buffer.alloc(0)) => {
        if (error === null) resolve({ status: 'taken', rejected: partialOfBytes(answer)?.rejected ?? 0 });
        else
          resolve({
            status: REFUSALS.has(error.code) ? 'refused' : `answered with ${String(error)}`,
            rejected: 0,
          });
      },
    );
  });
}

function differences(expected: ReadonlyMap<string, string[]>, stored: readonly string[]): string[] {
  const left = new Map([...expected].map(([row, names]) => [row, [...names]]));
  const problems: string[] = [];
  for (const row of stored) {
    if (left.get(row)?.pop() === undefined) problems.push(`stored, though nobody sent it: ${row.slice(0, 3000)}`);
  }
  for (const [row, names] of left) {
    if (names.length > 0) problems.push(`sent and not stored: ${names.join()}: ${row.slice(0, 3000)}`);
  }
  return problems;
}

async function tablesOf(server: TemporaryServer): Promise<string[]> {
  const { rows } = await server.store.query<{ name: string }>(
    "SELECT concat(database, '.', name) AS name FROM system.tables WHERE database NOT IN ('system', 'INFORMATION_SCHEMA', 'information_schema') ORDER BY name",
  );
  return rows.map(({ name }) => name);
}

const nowNano = (): bigint => BigInt(Date.now()) * 1_000_000n;

const shown = ({ plain = Buffer.alloc(0), encoding }: Hostile): string =>
  encoding === 'json' ? plain.toString().slice(0, 1500) : plain.subarray(0, 700).toString('base64');
