/** Bodies that mean no good: valid ones, and what is left of them when bytes, lengths, types and nesting have been tampered with. */
import { gzipSync } from 'node:zlib';
import { json, longField, protobuf, SIGNALS, type Signal } from '../conformance/messages.ts';
import { request } from './messages.ts';
import { chanceOf, type Chance } from './random.ts';

/** A body as it is sent. */
export interface Hostile {
  /** What was done to it, for whoever reads a failure. */
  readonly what: string;
  readonly signal: Signal;
  readonly encoding: 'protobuf' | 'json';
  /** Before packing; `undefined` for what cannot be unpacked, or not within the limit. */
  readonly plain: Buffer | undefined;
  /** What goes over the wire. */
  readonly wire: Buffer;
  readonly isGzip: boolean;
  readonly overGrpc: boolean;
}

type Tamper = (chance: Chance, body: Buffer) => Buffer;

const flipBits: Tamper = (chance, body) => {
  const flipped = Buffer.from(body);
  for (let i = 1 + chance.below(4); i > 0 && flipped.length > 0; i--) {
    const at = chance.below(flipped.length);
    flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << chance.below(8)), at);
  }
  return flipped;
};
const cut: Tamper = (chance, body) => body.subarray(0, chance.below(body.length + 1));
const splice: Tamper = (chance, body) => {
  const [from, to] = [chance.below(body.length + 1), chance.below(body.length + 1)].toSorted((a, b) => a - b);
  const middle = chance.pick([
    chance.bytes(chance.below(12)),
    body.subarray(from, to),
    Buffer.from('\n\nDROP TABLE otel.otel_logs\n'),
  ]);
  return Buffer.concat([body.subarray(0, from), middle, body.subarray(chance.percent(50) ? from : to)]);
};
const hugeLength: Tamper = (chance, body) => {
  const at = chance.below(body.length + 1);
  const length = chance.pick(['ffffffff0f', 'ffffffffffffffffff01', '80808080808080808001', 'ffff7f', '8000']);
  return Buffer.concat([body.subarray(0, at), Buffer.from(length, 'hex'), body.subarray(at + 1)]);
};
const twice: Tamper = (chance, body) => Buffer.concat([body, chance.percent(50) ? body : flipBits(chance, body)]);
const noise: Tamper = (chance) => chance.bytes(chance.below(200));

/** Any value of JSON in the place of another. */
const wrongType: Tamper = (chance, body) => {
  const text = body.toString();
  const values = [...text.matchAll(/(?<=:)("(?:[^"\\]|\\.)*"|-?\d+|true|false|\{|\[)/g)];
  if (values.length === 0) return body;
  const { index, 0: old } = chance.pick(values);
  const replaced = chance.pick([
    'null',
    '1',
    '-5',
    '1e3',
    '"x"',
    'true',
    '[]',
    '{}',
    '[{}]',
    '"9".9',
    '1.5',
    '1e400',
    '"0x10"',
    '{"__proto__":{"a":1}}',
    '[null]',
    '"\\ud800"',
  ]);
  // Where an object or array began, what was in it stays, as fields of a stranger.
  const rest = old === '{' || old === '[' ? `,"":${old}` : '';
  return Buffer.from(text.slice(0, index) + replaced + rest + text.slice(index + old.length));
};
const protoKeys: Tamper = (_, body) =>
  Buffer.from(
    body
      .toString()
      .replaceAll('"attributes":', '"__proto__":{"traceId":"00"},"constructor":5,"toString":[],"attributes":'),
  );

const PROTOBUF_TAMPERS: readonly Tamper[] = [flipBits, flipBits, cut, splice, hugeLength, twice, noise];
/** What becomes of JSON. */
export const JSON_TAMPERS: readonly Tamper[] = [
  flipBits,
  cut,
  splice,
  wrongType,
  wrongType,
  wrongType,
  protoKeys,
  noise,
];

/** A log record whose body is nested so deep. */
function nested(encoding: 'protobuf' | 'json', depth: number): Buffer {
  if (encoding === 'json') {
    const value = `${'{"arrayValue":{"values":['.repeat(depth)}{"intValue":"1"}${']}}'.repeat(depth)}`;
    return Buffer.from(`{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":${value}}]}]}]}`);
  }
  let value: Buffer = Buffer.from([0x18, 1]);
  // Each level is copied into the next.
  for (let i = 0; i < Math.min(depth, 5000); i++) value = longField(5, longField(1, value));
  return longField(1, longField(2, longField(2, longField(5, value))));
}

/** Groups within groups, beside a record. */
const groups = (depth: number): Buffer =>
  Buffer.concat([
    protobuf('logs', { resourceLogs: [{ scopeLogs: [{ logRecords: [{}] }] }] }),
    Buffer.alloc(depth, 0x7b),
    Buffer.alloc(depth, 0x7c),
  ]);

/** A span of so many attributes. */
function wide(encoding: 'protobuf' | 'json', count: number): Buffer {
  const attributes = Array.from({ length: count }, (_, i) => ({
    key: `k${(i * 7919) % count}`,
    value: { intValue: BigInt(i) },
  }));
  const span = {
    traceId: Buffer.alloc(16, 7),
    spanId: Buffer.alloc(8, 7),
    startTimeUnixNano: BigInt(Date.now() - 1_000_000) * 1_000_000n,
    attributes,
  };
  const message = { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] };
  return encoding === 'json' ? Buffer.from(json(message)) : protobuf('traces', message);
}

const MEBIBYTE = gzipSync(Buffer.alloc(1024 * 1024));
/** 512 MiB of zeros in half a megabyte: gzip files may follow each other in one. */
const BOMB = Buffer.concat(Array.from({ length: 512 }, () => MEBIBYTE));

/** The body of a number: the same for the same seed, but for the times in it. */
export function hostileBody(seed: number, index: number): Hostile {
  const chance = chanceOf(seed * 1_000_003 + index);
  const encoding = chance.pick(['protobuf', 'json'] as const);
  const overGrpc = encoding === 'protobuf' && chance.percent(30);
  const signal = chance.pick(SIGNALS);
  const isGzip = chance.percent(20);
  const sent = (what: string, plain: Buffer, of: Signal = signal): Hostile => {
    return {
      what,
      signal: of,
      encoding,
      plain,
      wire: isGzip ? gzipSync(plain, { level: 1 }) : plain,
      isGzip,
      overGrpc,
    };
  };
  // What costs much, now and then.
  if (index % 500 === 100 && !overGrpc) {
    return { ...sent('bomb', Buffer.alloc(0)), plain: undefined, wire: BOMB, isGzip: true };
  }
  if (index % 1000 === 200) return sent('100 000 attributes', wide(encoding, 100_000), 'traces');
  const kind = chance.below(1000);
  if (kind < 40) return sent('nesting', nested(encoding, chance.pick([5, 60, 130, 3000, 100_000])), 'logs');
  if (kind < 50 && encoding === 'protobuf') return sent('groups', groups(chance.pick([5, 60, 130, 100_000])), 'logs');
  const message = request(chance, signal, kind < 100 ? 200 : 0);
  const body = encoding === 'json' ? Buffer.from(json(message)) : protobuf(signal, message);
  if (kind < 350) return sent('as it is', body);
  if (kind < 380 && !overGrpc)
    return {
      ...sent('broken gzip', body),
      plain: undefined,
      wire: cut(chance, gzipSync(body).subarray(0, -1)),
      isGzip: true,
    };
  const tamper = chance.pick(encoding === 'json' ? JSON_TAMPERS : PROTOBUF_TAMPERS);
  return sent(tamper.name, tamper(chance, body));
}
