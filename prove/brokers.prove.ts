import { afterAll, expect, it } from 'vitest';
import { ALL_BROKERS, getBroker } from '../test/kit/broker.ts';
import { startProgram, stopProgram } from '../test/kit/processes.ts';
import type { Program } from '../test/kit/processes.ts';

const TESTS = ['mongodb', 'kafkajs', 'aws-sdk'].map((name) => `packages/node/test/oracle-apps/${name}.test.ts`);
let running: Program | undefined;
afterAll(async () => {
  if (running !== undefined) await stopProgram(running);
});

it('clients of MongoDB, Kafka and AWS are seen as by the stock agent, against real servers', async () => {
  for (const broker of ['ferretdb', 'versitygw', 'kafka', 'elasticmq'] as const) {
    process.stdout.write(`${getBroker(broker)}\n`);
  }
  // No more than one at a time: Kafka wants a processor of its own.
  const given = ['run', '--project', 'e2e', '--no-file-parallelism', ...TESTS];
  running = startProgram('vitest', given, { env: { ...process.env, [ALL_BROKERS]: 'true' } });
  const code = await running.exited;
  process.stdout.write(running.output.stdout + running.output.stderr);
  expect(running.output.stdout).not.toContain('left out');
  expect(code).toBe(0);
});
