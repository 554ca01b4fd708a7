/**
 * A record of the journal: what one acknowledgement stands on. A Native file has no frame of its own, so that records say where its blocks
 * end; and because one record speaks of blocks in several files, a body whose rows go to several tables is in all of them or in none.
 *
 * Little endian: bytes that follow (u32), their CRC-32 (u32); number of blocks (u32); each block: length of its file's name (u8), the name,
 * where the block ends in the file (u64), rows (u32), CRC-32 of its bytes (u32); then the keys of the bodies, 16 bytes each.
 */
import { crc32 } from 'node:zlib';
import { type Key, KEY_BYTES } from './key-set.ts';

/** One block of a spool file. */
export interface BlockEntry {
  /** Name of the file. */
  file: string;
  /** Where the block ends in it; it begins where the one before ends. */
  end: number;
  rows: number;
  /** CRC-32 of its bytes. */
  crc: number;
}

/** Blocks that were acknowledged together, and the bodies they hold. */
export interface CommitRecord {
  blocks: readonly BlockEntry[];
  keys: readonly Key[];
}

const HEAD_BYTES = 8;
const BLOCK_BYTES = 17;

/** The bytes of a record. */
export function encodeRecord({ blocks, keys }: CommitRecord): Buffer {
  const size = blocks.reduce((sum, { file }) => sum + BLOCK_BYTES + file.length, 4) + keys.length * KEY_BYTES;
  const record = Buffer.allocUnsafe(HEAD_BYTES + size);
  let at = record.writeUInt32LE(blocks.length, HEAD_BYTES);
  for (const { file, end, rows, crc } of blocks) {
    at = record.writeUInt8(file.length, at);
    at += record.write(file, at, 'latin1');
    at = record.writeBigUInt64LE(BigInt(end), at);
    at = record.writeUInt32LE(rows, at);
    at = record.writeUInt32LE(crc, at);
  }
  for (const key of keys) at += record.write(key, at, 'latin1');
  record.writeUInt32LE(size, 0);
  record.writeUInt32LE(crc32(record.subarray(HEAD_BYTES)), 4);
  return record;
}

/** The records of a journal, up to the first that is torn. */
export function decodeRecords(journal: Buffer): CommitRecord[] {
  const records: CommitRecord[] = [];
  for (let at = 0; at + HEAD_BYTES < journal.length;) {
    const end = at + HEAD_BYTES + journal.readUInt32LE(at);
    if (end > journal.length) break;
    const payload = journal.subarray(at + HEAD_BYTES, end);
    if (payload.length < 4 || crc32(payload) !== journal.readUInt32LE(at + 4)) break;
    records.push(decodePayload(payload));
    at = end;
  }
  return records;
}

function decodePayload(payload: Buffer): CommitRecord {
  const blocks: BlockEntry[] = [];
  let at = 4;
  for (let left = payload.readUInt32LE(0); left > 0; left--) {
    const name = at + 1;
    const after = name + payload.readUInt8(at);
    blocks.push({
      file: payload.toString('latin1', name, after),
      end: Number(payload.readBigUInt64LE(after)),
      rows: payload.readUInt32LE(after + 8),
      crc: payload.readUInt32LE(after + 12),
    });
    at = after + 16;
  }
  const keys: Key[] = [];
  for (; at + KEY_BYTES <= payload.length; at += KEY_BYTES) keys.push(payload.toString('latin1', at, at + KEY_BYTES));
  return { blocks, keys };
}
