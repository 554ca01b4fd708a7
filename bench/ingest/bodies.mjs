/** Bodies of requests, made ready before anything is measured: none is sent twice, because a server takes a second one for a retry. */
import { gzipSync } from 'node:zlib';
import { jsonRequest, protobufRequest } from './encode.mjs';
import { createLogs, createPoints, createRandom, createSpans } from './telemetry.mjs';

const RECORDS = { traces: createSpans, logs: createLogs, metrics: createPoints };

/** Records of the same process go together, up to this many. */
const RECORDS_A_BODY = 512;

/**
 * Makes requests of one signal.
 *
 * @param total how many records, at least; full requests only.
 * @param perSecond how dense they lie in time; the first one now.
 * @returns `[{ body, records, bytes }]`: the body gzipped, `bytes` before that.
 */
export function makeBodies({ signal, encoding, total, perSecond, seed, recordsABody = RECORDS_A_BODY }) {
  const random = createRandom(seed);
  // Points lie where their own clock says.
  let made = 0;
  const begin =
    BigInt(Date.now()) * 1_000_000n - (signal === 'metrics' ? BigInt(Math.ceil(total / 2160)) * 15_000_000_000n : 0n);
  const clock = () => begin + BigInt(Math.floor((made / perSecond) * 1e9));
  const next = RECORDS[signal](random, clock);
  const encode = encoding === 'json' ? jsonRequest : protobufRequest;
  const gathered = new Map();
  const bodies = [];
  let sent = 0;
  while (sent < total) {
    const record = next();
    made++;
    const list = gathered.get(record.resource) ?? [];
    gathered.set(record.resource, list);
    list.push(record);
    if (list.length < recordsABody) continue;
    gathered.delete(record.resource);
    const request = encode(signal, record.resource, list);
    bodies.push({ body: gzipSync(request, { level: 1 }), records: list.length, bytes: request.length });
    sent += list.length;
  }
  return bodies;
}
