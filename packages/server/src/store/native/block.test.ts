import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { useEngine } from '../../../test/otlp/engine.ts';
import { BlockBuilder } from './block.ts';
import { Coded } from './coded.ts';
import { bytesOf, Growable } from './growable.ts';
import { COLUMNS } from './tables.ts';

const engine = useEngine('block');

const bytes = (text: string): ReturnType<typeof bytesOf> => bytesOf(Buffer.from(text));

/** A row of which only the name is of interest. */
function addRow(block: BlockBuilder, name: string): void {
  for (const [column, type] of COLUMNS.otel_logs) {
    if (column === 'EventName') block.coded(column).text(name);
    else if (column === 'LogAttributes') {
      block.map(column).keys.text(name);
      block.map(column).values.text(name);
      block.map(column).offsets.add(1);
    } else if (type.startsWith('Map')) block.map(column).offsets.add(0);
    else if (type.startsWith('DateTime64')) block.part(column).u64(0, 0);
    else if (type === 'UInt8') block.part(column).u8(0);
    else block.text(column).text('');
  }
  block.rows++;
}

function read(block: BlockBuilder, what: string): unknown {
  const path = join(engine.folder, 'block.native');
  writeFileSync(path, block.take());
  return (
    JSON.parse(engine.session.query(`SELECT ${what} AS x FROM file('${path}', 'Native')`, 'JSON')) as {
      data: { x: unknown }[];
    }
  ).data[0]?.x;
}

describe('a block of strings each sent once', () => {
  it.each([200, 3000, 70_000])('is read by the engine as it was written, with %s different ones', (count) => {
    const block = new BlockBuilder('otel_logs');
    for (let i = 0; i < count; i++) addRow(block, `name ${i}`);
    addRow(block, 'name 5');
    const right = read(
      block,
      `countIf(EventName = concat('name ', toString(rowNumberInAllBlocks())) AND LogAttributes = map(EventName, EventName))`,
    );
    expect(Number(right)).toBe(count);
  });

  it('forgets what is rolled back, and nothing else', () => {
    const block = new BlockBuilder('otel_logs');
    addRow(block, 'kept');
    block.mark();
    for (let i = 0; i < 5000; i++) addRow(block, `gone ${i}`);
    block.rollback();
    addRow(block, 'gone 3');
    addRow(block, 'kept');
    expect(read(block, 'groupArray(EventName)')).toEqual(['kept', 'gone 3', 'kept']);
  });

  it('begins anew with each block', () => {
    const block = new BlockBuilder('otel_logs');
    addRow(block, 'a');
    addRow(block, 'b');
    expect(read(block, 'groupArray(EventName)')).toEqual(['a', 'b']);
    addRow(block, 'b');
    expect(read(block, 'groupArray(EventName)')).toEqual(['b']);
  });
});

describe('the strings of a column', () => {
  it('stand there once, however often they come', () => {
    const coded = new Coded();
    const text = bytes('GET /api/orders/:id');
    for (let i = 0; i < 100; i++) coded.slice(text, 0, text.bytes.length);
    coded.slices(text, 0, 3, 50);
    expect(coded.count).toBe(150);
    expect(coded.dictionary.count).toBe(3);
  });
});

describe('bytes that grow', () => {
  it('are copied whole at every length and place', () => {
    const source = bytes(Array.from({ length: 300 }, (_, i) => String.fromCharCode(33 + (i % 90))).join(''));
    for (let size = 0; size < 140; size++) {
      const out = new Growable(1);
      out.raw(source, size % 7, (size % 7) + size);
      expect(out.bytes.subarray(0, out.length).equals(source.bytes.subarray(size % 7, (size % 7) + size))).toBe(true);
    }
  });

  it('repeat what stands at their end', () => {
    const out = new Growable(1);
    out.text('x');
    const from = out.length;
    out.text('ab');
    out.repeat(from, 4);
    expect(out.bytes.subarray(0, out.length).toString()).toBe(`\u0001x${'\u0002ab'.repeat(5)}`);
  });
});
