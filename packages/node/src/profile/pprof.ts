// Field numbers: https://github.com/google/pprof/blob/main/proto/profile.proto
// A tag is (number << 3) | type.

import { ByteWriter } from '../encode/byte-writer.ts';
import type { Frame, Stacks, ValueKind } from './stacks.ts';

const FIRST_BYTES = 64 * 1024;
/** The one mapping: the program, in which every function lies. */
const MAPPING = 1;

export interface ProfileInfo {
  /** When it began, in milliseconds since the Unix epoch. */
  readonly startedMs: number;
  readonly durationMs: number;
  /** Stand on every sample. */
  readonly labels: Readonly<Record<string, string>>;
  readonly comments: readonly string[];
}

/** Texts, functions and locations stand once in a profile, and are named by their number. */
class Tables {
  readonly texts = new Map<string, number>([['', 0]]);
  readonly functions = new Map<string, Frame>();
  readonly locations = new Map<string, readonly [functionId: number, line: number]>();
  readonly #functionIds = new Map<string, number>();
  readonly #locationIds = new Map<string, number>();

  text(text: string): number {
    const known = this.texts.get(text) ?? this.texts.size;
    this.texts.set(text, known);
    return known;
  }

  location(frame: Frame): number {
    const functionKey = JSON.stringify([frame.name, frame.file, frame.startLine]);
    const functionId = this.#functionIds.get(functionKey) ?? this.#functionIds.size + 1;
    this.#functionIds.set(functionKey, functionId);
    this.functions.set(functionKey, frame);
    const key = `${functionId}:${frame.line}`;
    const id = this.#locationIds.get(key) ?? this.#locationIds.size + 1;
    this.#locationIds.set(key, id);
    this.locations.set(key, [functionId, frame.line]);
    return id;
  }
}

/** A profile in the format of pprof, not compressed. */
export function encodePprof(found: Stacks, { startedMs, durationMs, labels, comments }: ProfileInfo): Uint8Array {
  const writer = new ByteWriter(Buffer.allocUnsafe(FIRST_BYTES));
  const tables = new Tables();
  for (const kind of found.kinds) writeKind(writer, 0x0a, kind, tables);
  const numbered = Object.entries(labels).map(([key, value]) => [tables.text(key), tables.text(value)] as const);
  for (const { frames, values } of found.stacks) {
    message(writer, 0x12, () => {
      writePacked(
        writer,
        0x0a,
        frames.map((frame) => tables.location(frame)),
      );
      writePacked(writer, 0x12, values);
      for (const [key, text] of numbered) {
        message(writer, 0x1a, () => {
          number(writer, 0x08, key);
          number(writer, 0x10, text);
        });
      }
    });
  }
  message(writer, 0x1a, () => {
    number(writer, 0x08, MAPPING);
    number(writer, 0x28, tables.text(process.argv0));
    // It has functions, files and lines: nothing is left to be looked up in a binary.
    for (const tag of [0x38, 0x40, 0x48]) number(writer, tag, 1);
  });
  writeLocations(writer, tables);
  writeFunctions(writer, tables);
  number(writer, 0x48, startedMs * 1e6);
  number(writer, 0x50, Math.round(durationMs * 1e6));
  writeKind(writer, 0x5a, found.periodKind, tables);
  number(writer, 0x60, found.period);
  writePacked(
    writer,
    0x6a,
    comments.map((comment) => tables.text(comment)),
  );
  for (const text of tables.texts.keys()) {
    writer.byte(0x32);
    writer.text(text);
  }
  return Uint8Array.prototype.slice.call(writer.buffer, 0, writer.pos);
}

function writeLocations(writer: ByteWriter, { locations }: Tables): void {
  let id = 0;
  for (const [functionId, line] of locations.values()) {
    id += 1;
    message(writer, 0x22, () => {
      number(writer, 0x08, id);
      number(writer, 0x10, MAPPING);
      message(writer, 0x22, () => {
        number(writer, 0x08, functionId);
        number(writer, 0x10, line);
      });
    });
  }
}

function writeFunctions(writer: ByteWriter, tables: Tables): void {
  let id = 0;
  for (const { name, file, startLine } of tables.functions.values()) {
    id += 1;
    message(writer, 0x2a, () => {
      number(writer, 0x08, id);
      number(writer, 0x10, tables.text(name));
      number(writer, 0x18, tables.text(name));
      number(writer, 0x20, tables.text(file));
      number(writer, 0x28, startLine);
    });
  }
}

function writeKind(writer: ByteWriter, tag: number, { type, unit }: ValueKind, tables: Tables): void {
  message(writer, tag, () => {
    number(writer, 0x08, tables.text(type));
    number(writer, 0x10, tables.text(unit));
  });
}

function message(writer: ByteWriter, tag: number, write: () => void): void {
  writer.byte(tag);
  const start = writer.open();
  write();
  writer.close(start);
}

function number(writer: ByteWriter, tag: number, value: number): void {
  writer.byte(tag);
  writer.varint(value);
}

function writePacked(writer: ByteWriter, tag: number, values: readonly number[]): void {
  if (values.length === 0) return;
  message(writer, tag, () => {
    for (const value of values) writer.varint(value);
  });
}
