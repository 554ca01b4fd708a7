import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../../test/otlp/engine.ts';
import { protobuf } from '../../../test/conformance/messages.ts';
import { chanceOf, type Chance } from '../../../test/fuzz/random.ts';
import { readProtobuf, typeOf } from '../../../test/fuzz/reference.ts';
import { expectedOf, storedRows, type Run } from '../../../test/fuzz/rows.ts';
import { smallRequest } from '../../../test/otlp/small.ts';
import { toJson } from '../../../test/otlp/to-json.ts';
import type { Store } from '../../store/store.ts';
import { COLUMNS, TABLES } from '../../store/native/tables.ts';
import { createSignalReader, type Signal, type SignalReader } from '../signals.ts';
import { jsonToProtobuf } from './json.ts';
import { Outcome } from './outcome.ts';
import { timeWindow } from './times.ts';
import { DecodeError } from './wire.ts';

const engine = useEngine('oracle');

const MESSAGES = 10_000;
const NOW = Date.now();
const RUN: Run = { fromNano: BigInt(NOW) * 1_000_000n, nowNano: () => BigInt(NOW) * 1_000_000n };
const DAY_MS = 86_400_000;

const CASES: readonly { signal: Signal; type: string; days: number }[] = [
  { signal: 'traces', type: 'ExportTraceServiceRequest', days: 7 },
  { signal: 'logs', type: 'ExportLogsServiceRequest', days: 30 },
  { signal: 'metrics', type: 'ExportMetricsServiceRequest', days: 90 },
];

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
function rowsOf(reader: SignalReader): Promise<string[]> {
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
function read(reader: SignalReader, body: () => Buffer, days: number): Outcome | undefined {
  const outcome = new Outcome();
  for (const builder of reader.builders) builder.mark();
  try {
    reader.decode(body(), timeWindow(days * DAY_MS, NOW), outcome);
    return outcome;
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    for (const builder of reader.builders) builder.rollback();
    return undefined;
  }
}

function expectedRows(type: string, signal: Signal, body: Buffer): ReturnType<typeof expectedOf> | undefined {
  try {
    return expectedOf(signal, readProtobuf(typeOf(type), body), RUN);
  } catch {
    return undefined;
  }
}

describe.each(CASES)('$signal, message after message', ({ signal, type, days }) => {
  it(`makes of ${MESSAGES} messages, whole or broken, the rows that the definitions make of them, or refuses them as protobufjs does`, async () => {
    const reader = createSignalReader(signal);
    const expected: string[] = [];
    const different: string[] = [];
    let refused = 0;
    for (let i = 0; i < MESSAGES; i++) {
      const chance = chanceOf(i);
      const sent = protobuf(signal, smallRequest(chance, signal, NOW));
      const body = i % 2 === 0 ? sent : tamper(chance, sent);
      const known = expectedRows(type, signal, body);
      const outcome = read(reader, () => body, days);
      const verdicts = [outcome, known].map((one) => (one === undefined ? 'refused' : one.rejected));
      if (verdicts[0] !== verdicts[1]) different.push(`message ${i}: ${verdicts[0]} instead of ${verdicts[1]}`);
      if (known === undefined) refused++;
      else for (const row of known.rows) expected.push(row);
    }
    expect(different).toEqual([]);
    expect(refused).toBeGreaterThan(MESSAGES / 10);
    expect(expected.length).toBeGreaterThan(MESSAGES / 2);
    const rows = await rowsOf(reader);
    expect(firstDifference(rows.toSorted(), expected.toSorted())).toBe('none');
  }, 180_000);

  it('makes the same rows of the JSON form of a message', () => {
    const [reader, fromJson] = [createSignalReader(signal), createSignalReader(signal)];
    for (let i = 0; i < MESSAGES / 10; i++) {
      const message = smallRequest(chanceOf(-i), signal, NOW);
      const style = { numbers: i % 2 === 0, upperHex: i % 3 === 0, urlSafeBase64: i % 5 === 0 };
      const text = Buffer.from(JSON.stringify(toJson(message, style)));
      const outcome = read(reader, () => protobuf(signal, message), days);
      expect(read(fromJson, () => jsonToProtobuf(text, fromJson.message), days)).toEqual(outcome);
    }
    const blocks = (of: SignalReader): string[] =>
      of.builders.map((builder) => Buffer.from(builder.take()).toString('latin1'));
    const [expected, actual] = [blocks(reader), blocks(fromJson)];
    expect(expected.some((block) => block.length > 100_000)).toBe(true);
    expect(actual.map((block, at) => block === expected[at])).toEqual(actual.map(() => true));
  });
});

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
