/** Message after message, whole and broken: what the readers of bodies make of them beside what the definitions make of them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inUtf8, jsonToProtobuf } from '../../src/receive/decode/json.ts';
import { Outcome } from '../../src/receive/decode/outcome.ts';
import { timeWindow } from '../../src/receive/decode/times.ts';
import { DecodeError } from '../../src/receive/decode/wire.ts';
import type { Encoding } from '../../src/receive/gather.ts';
import { createSignalReader, SIGNALS, type Signal, type SignalReader } from '../../src/receive/signals.ts';
import { COLUMNS, TABLES } from '../../src/store/native/tables.ts';
import type { Store } from '../../src/store/store.ts';
import { protobuf } from '../conformance/messages.ts';
import type { Engine } from '../otlp/engine.ts';
import { smallRequest } from '../otlp/small.ts';
import { toJson } from '../otlp/to-json.ts';
import { JSON_TAMPERS } from './bodies.ts';
import { chanceOf, type Chance } from './random.ts';
import { readJson, readProtobuf, typeOf } from './reference.ts';
import { expectedOf, storedRows, type Run } from './rows.ts';

/** Every signal in every encoding. */
export const KINDS: readonly { signal: Signal; encoding: Encoding }[] = SIGNALS.flatMap((signal) =>
  (['protobuf', 'json'] as const).map((encoding) => ({ signal, encoding })),
);

/** What came of a comparison. */
export interface Compared {
  /** Messages that one of both refused, or of whose records they rejected different numbers. */
  readonly different: string[];
  /** Where the rows that are stored begin to differ from those that should be; `none` where they do not. */
  readonly difference: string;
  /** Messages that are none. */
  readonly refused: number;
  /** Rows of the others. */
  readonly rows: number;
}

const NOW = Date.now();
const RUN: Run = { fromNano: BigInt(NOW) * 1_000_000n, nowNano: () => BigInt(NOW) * 1_000_000n };
const DAY_MS = 86_400_000;
const DAYS: Readonly<Record<Signal, number>> = { traces: 7, logs: 30, metrics: 90 };
const TYPES: Readonly<Record<Signal, string>> = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
};

/** Compares `count` messages, every other one of them broken. */
export async function compareMessages(
  engine: Engine,
  { signal, encoding }: (typeof KINDS)[number],
  count: number,
): Promise<Compared> {
  const reader = createSignalReader(signal);
  const expected: string[] = [];
  const different: string[] = [];
  let refused = 0;
  for (let i = 0; i < count; i++) {
    const chance = chanceOf(i);
    const message = smallRequest(chance, signal, NOW);
    const sent = encoding === 'json' ? jsonOf(chance, message) : protobuf(signal, message);
    const body =
      i % 2 === 0 ? sent : encoding === 'json' ? chance.pick(JSON_TAMPERS)(chance, sent) : tamper(chance, sent);
    const known = expectedRows(signal, encoding, body);
    const outcome = await read(reader, encoding, body, DAYS[signal]);
    const verdicts = [outcome, known].map((one) => (one === undefined ? 'refused' : one.rejected));
    if (verdicts[0] !== verdicts[1]) different.push(`message ${i}: ${verdicts[0]} instead of ${verdicts[1]}`);
    if (known === undefined) refused++;
    else for (const row of known.rows) expected.push(row);
  }
  const rows = await rowsOf(engine, reader);
  const difference = firstDifference(rows.toSorted(), expected.toSorted());
  return { different, difference, refused, rows: expected.length };
}

/** In one of the forms that a receiver must take alike. */
function jsonOf(chance: Chance, message: object): Buffer {
  const style = { numbers: chance.percent(50), upperHex: chance.percent(30), urlSafeBase64: chance.percent(20) };
  return Buffer.from(JSON.stringify(toJson(message, style), undefined, chance.percent(20) ? 2 : 0));
}

/** What a line or a disk may do to a body, and what somebody may who means no good. */
function tamper(chance: Chance, body: Buffer): Buffer {
  const at = chance.below(body.length);
  const to = at + chance.below(body.length - at + 1);
  switch (chance.below(5)) {
    case 0:
      return body.subarray(0, at);
    case 1:
      return Buffer.concat([body.subarray(0, at), chance.bytes(chance.below(9)), body.subarray(at)]);
    case 2:
      return Buffer.concat([body.subarray(0, to), body.subarray(at)]);
    default: {
      const flipped = Buffer.from(body);
      for (let i = chance.below(3); i >= 0; i--) {
        const place = chance.below(body.length);
        flipped.writeUInt8(flipped.readUInt8(place) ^ (1 << chance.below(8)), place);
      }
      return flipped;
    }
  }
}

/** The rows of blocks as the engine reads them. */
function rowsOf(engine: Engine, reader: SignalReader): Promise<string[]> {
  engine.session.query('DROP DATABASE IF EXISTS otel');
  engine.session.query('CREATE DATABASE otel ENGINE = Atomic');
  for (const table of TABLES) {
    const columns = COLUMNS[table].map(([name, type]) => `\`${name}\` ${type}`).join(', ');
    engine.session.query(`CREATE TABLE otel.${table} (${columns}) ENGINE = Memory`);
  }
  for (const builder of reader.builders) {
    if (builder.rows === 0) continue;
    const path = join(engine.folder, 'block.native');
    writeFileSync(path, builder.take());
    engine.session.query(`INSERT INTO otel.${builder.table} SELECT * FROM file('${path}', 'Native')`);
  }
  const query = (sql: string, { table = '' }: { table?: string } = {}): Promise<unknown> => {
    const answer = engine.session.query(sql.replace('{table:String}', `'${table}'`), 'JSON');
    return Promise.resolve({ rows: (JSON.parse(answer) as { data: unknown[] }).data });
  };
  return storedRows({ query } as unknown as Store, RUN);
}

/** Reads a body; undefined, and nothing of it kept, when it is refused. */
async function read(
  reader: SignalReader,
  encoding: Encoding,
  body: Buffer,
  days: number,
): Promise<Outcome | undefined> {
  const outcome = new Outcome();
  for (const builder of reader.builders) builder.mark();
  try {
    const bytes = encoding === 'json' ? jsonToProtobuf(await inUtf8(body), reader.message) : body;
    reader.decode(bytes, timeWindow(days * DAY_MS, NOW), outcome);
    return outcome;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    for (const builder of reader.builders) builder.rollback();
    return undefined;
  }
}

function expectedRows(signal: Signal, encoding: Encoding, body: Buffer): ReturnType<typeof expectedOf> | undefined {
  const type = typeOf(TYPES[signal]);
  try {
    return expectedOf(signal, encoding === 'json' ? readJson(type, body) : readProtobuf(type, body), RUN);
  } catch {
    return undefined;
  }
}

/** What is there and what should be, from where the first pair begins to differ. */
function firstDifference(rows: readonly string[], expected: readonly string[]): string {
  const at = rows.findIndex((row, i) => row !== expected[i]);
  if (at === -1) return rows.length === expected.length ? 'none' : `${rows.length} rows instead of ${expected.length}`;
  const [row = '', wanted = ''] = [rows[at], expected[at]];
  let from = 0;
  while (row[from] === wanted[from]) from++;
  const around = (text: string): string => text.slice(Math.max(0, from - 80), from + 120);
  return `${around(row)}\n${around(wanted)}`;
}
