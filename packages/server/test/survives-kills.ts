/** What was acknowledged survives kill -9 of the server, at any moment, again and again. */
import { expect } from 'vitest';
import { removeFolder, temporaryFolder } from '../../../test/kit/guard.ts';
import { listening, spawnServer } from '../../../test/kit/server.ts';
import { openStore } from '../src/store/open.ts';
import { encode } from './otlp/encode.ts';

const SENDERS = 4;
const SPANS = 25;

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

/** What is wrong with the tables after the kills; all of it empty when the promise holds. */
export interface Damage {
  /** Traces that were acknowledged and are not there. */
  lost: string[];
  /** Traces of which a part is missing, or there twice. */
  torn: object[];
  /** Traces that nobody sent. */
  invented: string[];
  /** Traces on which the table and its index disagree. */
  notIndexed: string[];
}

/** No damage at all. */
export const NONE: Damage = { lost: [], torn: [], invented: [], notIndexed: [] };

/** Kills a server under load, starts it again, and so on. */
export async function survivesKills(kills: number): Promise<Damage> {
  const folder = temporaryFolder('kill');
  const sent = new Set<string>();
  const acknowledged = new Set<string>();
  for (let kill = 0; kill < kills; kill++) {
    const running = spawnServer(['--port', '0', '--data', folder]);
    const url = await listening(running);
    const senders = Array.from({ length: SENDERS }, () => send(url, sent, acknowledged));
    // From right away to after the first spools were stored, so that kills meet appends, inserts and removals.
    await new Promise((resolve) => setTimeout(resolve, 50 + ((kill * 379) % 1900)));
    running.child.kill('SIGKILL');
    expect(await running.exited).toBe('SIGKILL');
    await Promise.all(senders);
  }
  expect(acknowledged.size).toBeGreaterThan(kills);

  const store = await openStore({ dataDir: folder });
  await store.flush();
  expect(store.health()).toMatchObject({ backlogBytes: 0, quarantined: 0, problem: '' });
  const { rows } = await store.query<{ TraceId: string; n: string; distinct: string }>(
    "SELECT TraceId, count() AS n, uniqExact(SpanId) AS distinct FROM otel.otel_traces WHERE ServiceName = 'killed' GROUP BY TraceId",
  );
  const indexed = await store.query<{ TraceId: string }>('SELECT DISTINCT TraceId FROM otel.otel_traces_trace_id_ts');
  await store.close();
  removeFolder(folder);

  const found = new Set(rows.map(({ TraceId }) => TraceId));
  const inIndex = new Set(indexed.rows.map(({ TraceId }) => TraceId));
  return {
    lost: [...acknowledged].filter((id) => !found.has(id)),
    torn: rows.filter(({ n, distinct }) => Number(n) !== SPANS || Number(distinct) !== SPANS),
    invented: [...found].filter((id) => !sent.has(id)),
    notIndexed: [...found].filter((id) => !inIndex.has(id)).concat([...inIndex].filter((id) => !found.has(id))),
  };
}
