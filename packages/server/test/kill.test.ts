/** What was acknowledged survives kill -9 of the server, at any moment, again and again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { Program } from '../../../test/kit/processes.ts';
import { listening, spawnServer } from '../../../test/kit/server.ts';
import { openStore } from '../src/store/open.ts';
import { encode } from './otlp/encode.ts';

const KILLS = 20;
const SENDERS = 4;
const SPANS = 25;

const folder = mkdtempSync(join(tmpdir(), 'sightglass-kill-'));
let running: Program | undefined;
afterAll(() => {
  running?.child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

let nextTrace = 1;
/** A batch: spans of one trace, numbered. */
function batch(): { id: string; body: Buffer } {
  const traceId = Buffer.alloc(16);
  traceId.writeUInt32BE(nextTrace++, 12);
  const spans = Array.from({ length: SPANS }, (_, i) => ({
    traceId,
    spanId: Buffer.from([1, 0, 0, 0, 0, 0, 0, i]),
    name: 'work',
    kind: 2,
  }));
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'killed' } }] };
  return {
    id: traceId.toString('hex'),
    body: encode('ExportTraceServiceRequest', { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
  };
}

/** Sends batch after batch until the server is gone; notes what was sent and what was acknowledged. */
async function send(url: string, sent: Set<string>, acknowledged: Set<string>): Promise<void> {
  for (;;) {
    const { id, body } = batch();
    sent.add(id);
    try {
      const response = await fetch(`${url}/v1/traces`, {
        method: 'POST',
        body: new Uint8Array(body),
        headers: { 'content-type': 'application/x-protobuf' },
      });
      if (response.status === 200) acknowledged.add(id);
      await response.arrayBuffer();
    } catch {
      return;
    }
  }
}

it(`keeps every acknowledged span through ${KILLS} kills under load, none twice`, async () => {
  const sent = new Set<string>();
  const acknowledged = new Set<string>();
  for (let kill = 0; kill < KILLS; kill++) {
    running = spawnServer(['--port', '0', '--data', folder]);
    const url = await listening(running);
    const senders = Array.from({ length: SENDERS }, () => send(url, sent, acknowledged));
    // From right away to after the first spools were stored, so that kills meet appends, inserts and removals.
    await new Promise((resolve) => setTimeout(resolve, 50 + ((kill * 379) % 1900)));
    running.child.kill('SIGKILL');
    expect(await running.exited).toBe('SIGKILL');
    await Promise.all(senders);
  }
  expect(acknowledged.size).toBeGreaterThan(KILLS);

  const store = await openStore({ dataDir: folder });
  await store.flush();
  expect(store.health()).toMatchObject({ backlogBytes: 0, quarantined: 0, problem: '' });
  const { rows } = await store.query<{ TraceId: string; n: string; distinct: string }>(
    "SELECT TraceId, count() AS n, uniqExact(SpanId) AS distinct FROM otel.otel_traces WHERE ServiceName = 'killed' GROUP BY TraceId",
  );
  const indexed = await store.query<{ TraceId: string }>('SELECT DISTINCT TraceId FROM otel.otel_traces_trace_id_ts');
  await store.close();

  const found = new Map(rows.map((row) => [row.TraceId, row]));
  expect([...acknowledged].filter((id) => !found.has(id))).toEqual([]);
  expect(rows.filter(({ n, distinct }) => Number(n) !== SPANS || Number(distinct) !== SPANS)).toEqual([]);
  expect(rows.filter(({ TraceId }) => !sent.has(TraceId))).toEqual([]);
  expect(new Set(indexed.rows.map(({ TraceId }) => TraceId))).toEqual(new Set(found.keys()));
}, 180_000);
