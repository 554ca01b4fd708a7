import { gunzipSync } from 'node:zlib';
import type { Received } from '../../../../test/kit/sink.ts';

/** A record as it came. */
interface Came {
  readonly eventName?: string;
  readonly body?: { stringValue?: string };
  readonly attributes: {
    key: string;
    value: { stringValue?: string; intValue?: string | number; boolValue?: boolean };
  }[];
}

/** A chunk as it came. */
export interface CameChunk {
  readonly replayId: string;
  readonly seq: number;
  readonly part: string | undefined;
  readonly body: string;
  readonly isSnapshot: boolean;
}

/** An event of a recording. */
export interface CameEvent {
  readonly type: number;
  readonly timestamp: number;
  readonly data: Record<string, unknown>;
}

/** The chunks in what a receiver got, in the order of their numbers; each once. */
export function chunksIn(received: readonly Received[]): CameChunk[] {
  const chunks = new Map<string, CameChunk>();
  for (const { path, text } of received) {
    if (path !== '/v1/logs') continue;
    for (const record of recordsIn(JSON.parse(text))) {
      if (record.eventName !== 'sightglass.replay.chunk') continue;
      const of = (key: string) => record.attributes.find((attribute) => attribute.key === key)?.value;
      const chunk = {
        replayId: of('sightglass.replay.id')?.stringValue ?? '',
        seq: Number(of('sightglass.replay.seq')?.intValue),
        part: of('sightglass.replay.part')?.stringValue,
        body: record.body?.stringValue ?? '',
        isSnapshot: of('sightglass.replay.full_snapshot')?.boolValue === true,
      };
      chunks.set(`${chunk.replayId} ${chunk.seq}`, chunk);
    }
  }
  return [...chunks.values()].sort((a, b) => a.replayId.localeCompare(b.replayId) || a.seq - b.seq);
}

function recordsIn(request: { resourceLogs?: { scopeLogs?: { logRecords?: Came[] }[] }[] }): Came[] {
  return (request.resourceLogs ?? []).flatMap(({ scopeLogs = [] }) =>
    scopeLogs.flatMap(({ logRecords = [] }) => logRecords),
  );
}

/** The lists of events in chunks: parts joined, unpacked. */
export function textsIn(chunks: readonly CameChunk[]): string[] {
  const texts: string[] = [];
  let joined = '';
  for (const { part = '1/1', body } of chunks) {
    const [at, of] = part.split('/');
    joined = at === '1' ? body : joined + body;
    if (at === of) texts.push(joined.startsWith('[') ? joined : gunzipSync(Buffer.from(joined, 'base64')).toString());
  }
  return texts;
}

/** The events in chunks. */
export function eventsIn(chunks: readonly CameChunk[]): CameEvent[] {
  return textsIn(chunks).flatMap((text) => JSON.parse(text) as CameEvent[]);
}
