/** What a server does that is told to stop. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dataFolder } from '../../../../test/kit/data-folder.ts';
import { removeFolder } from '../../../../test/kit/guard.ts';
import { stopProgram, type Program } from '../../../../test/kit/processes.ts';
import { listening, spawnServer } from '../../../../test/kit/server.ts';
import { until } from '../../../../test/kit/until.ts';
import { freshTraceId, hex, protobuf, span, spans } from './messages.ts';
import { PROTOBUF } from './serving.ts';
import { openWire, postHead } from './socket.ts';

let folder: string;
let program: Program;
let url: string;
const start = async (): Promise<void> => {
  program = spawnServer(['--port', '0', '--data', folder]);
  url = await listening(program);
};
beforeAll(async () => {
  folder = dataFolder('drain');
  await start();
});
afterAll(async () => {
  await stopProgram(program);
  removeFolder(folder);
});

it('OTLP 32: answers new requests with 503 and Retry-After after SIGTERM, and acknowledges those under way', async () => {
  const traceId = freshTraceId();
  const body = protobuf('traces', spans([span({ traceId })]));
  const head = postHead('/v1/traces', { 'Content-Type': PROTOBUF, 'Content-Length': body.length });
  const [underWay, late] = [await openWire(url), await openWire(url)];
  underWay.write(head);
  underWay.write(body.subarray(0, 10));
  // A connection on which a request has only just begun, so that it is not closed as idle.
  late.write(head.slice(0, 20));
  // Both have been read when a request that came after them is answered.
  expect((await fetch(`${url}/healthz`)).status).toBe(200);
  program.child.kill('SIGTERM');
  const isListening = async (): Promise<true | undefined> => {
    const probe = await openWire(url).catch(() => undefined);
    probe?.end();
    return probe === undefined ? true : undefined;
  };
  await until(30_000, isListening, 'the end of listening');

  late.write(head.slice(20));
  late.write(body);
  const refusal = await late.shows(/\r\n\r\n/);
  expect(refusal).toMatch(/^HTTP\/1\.1 503 /);
  expect(refusal).toMatch(/\r\nretry-after: \d+\r\n/i);
  underWay.write(body.subarray(10));
  expect(await underWay.shows(/\r\n\r\n/)).toMatch(/^HTTP\/1\.1 200 /);
  expect(await program.exited).toBe(0);

  await start();
  const trace = await until(20_000, async () => {
    const response = await fetch(`${url}/api/v1/traces/${hex(traceId)}`);
    return response.status === 200 ? ((await response.json()) as { spans: unknown[] }) : undefined;
  });
  expect(trace.spans).toHaveLength(1);
});
