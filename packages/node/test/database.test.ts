import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { has } from '../../../test/kit/peers.ts';
import { type Postgres, startPostgres } from '../../../test/kit/postgres.ts';
import { run } from './run.ts';
import { startSink } from './sink.ts';
import type { Sink } from './sink.ts';

describe.runIf(has('postgres', 'queries through pg'))('queries through pg', () => {
  let postgres: Postgres | undefined;
  let sink: Sink;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres?.stop());

  test.each(['database.mjs', 'database.cjs'])('are spans below the work that asked: %s', async (program) => {
    sink = await startSink();
    const env = { TEST_PORT: String(postgres!.port), SIGHTGLASS_ENDPOINT: sink.url };
    const plain = await run(program, { env });
    const ended = await run(program, { agent: program.endsWith('.mjs') ? '--import' : '--require', env });
    await sink.close();

    expect(plain).toMatchObject({ code: 0, stdout: 'hidden\n42P01\n', stderr: '' });
    expect(ended).toEqual({ ...plain, ms: expect.any(Number) as number });
    const order = sink.spans.find(({ name }) => name === 'order');
    const queries = sink.spans.filter(({ attributes }) => attributes['db.query.text'] !== undefined);
    expect(queries.map(({ attributes }) => attributes['db.query.text'])).toEqual([
      'SELECT $1::text AS word',
      'SELECT * FROM nowhere WHERE word = ?',
    ]);
    for (const query of queries) {
      expect(query).toMatchObject({ kind: 3, traceId: order?.traceId, parentSpanId: order?.spanId });
      expect(query.attributes).toMatchObject({
        'db.system.name': 'postgresql',
        'db.namespace': 'postgres',
        'server.address': '127.0.0.1',
        'server.port': postgres!.port,
      });
    }
    expect(queries.map(({ status }) => status.code)).toEqual([0, 2]);
    expect(queries[1]?.status.message).toContain('nowhere');
    expect(JSON.stringify(sink.spans)).not.toContain('hidden');
  });
});
