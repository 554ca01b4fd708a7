/**
 * The side file of a spool: one fixed record a block, written after the block and before its acknowledgement. A Native file has no frame
 * of its own, so this is how a torn end is found after a kill: what has no whole record, or not the bytes its record speaks of, was never
 * acknowledged.
 *
 * Record, little endian: end of the block in the file (u64), rows (u32), CRC-32 of the block's bytes (u32).
 */
import { open, readFile, rm, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

const RECORD_BYTES = 16;

/** What a spool holds for certain. */
export interface Acknowledged {
  bytes: number;
  rows: number;
}

/** Path of the side file of a spool. */
export function indexPath(spoolPath: string): string {
  return `${spoolPath}.idx`;
}

/** The records of blocks that follow each other from `start`. */
export function indexRecords(blocks: readonly { bytes: Uint8Array; rows: number }[], start: number): Buffer {
  const records = Buffer.allocUnsafe(blocks.length * RECORD_BYTES);
  let end = start;
  blocks.forEach(({ bytes, rows }, i) => {
    end += bytes.length;
    records.writeBigUInt64LE(BigInt(end), i * RECORD_BYTES);
    records.writeUInt32LE(rows, i * RECORD_BYTES + 8);
    records.writeUInt32LE(crc32(bytes), i * RECORD_BYTES + 12);
  });
  return records;
}

/** Cuts a spool at the end of its last acknowledged block. With none, both files are removed. */
export async function cutToAcknowledged(path: string): Promise<Acknowledged> {
  const records = await readFile(indexPath(path)).catch(() => Buffer.alloc(0));
  const { size } = await stat(path);
  const file = await open(path, 'r+');
  try {
    const sound = await soundBlocks(records, size, (start, end) => readRange(file, start, end));
    if (sound.bytes < size) await file.truncate(sound.bytes);
    if (sound.bytes > 0) return sound;
  } finally {
    await file.close();
  }
  await removeSpool(path);
  return { bytes: 0, rows: 0 };
}

/** Removes a spool and its side file, the spool first: a side file alone means nothing. */
export async function removeSpool(path: string): Promise<void> {
  await rm(path, { force: true });
  await rm(indexPath(path), { force: true });
}

async function soundBlocks(
  records: Buffer,
  size: number,
  read: (start: number, end: number) => Promise<Buffer>,
): Promise<Acknowledged> {
  const sound = { bytes: 0, rows: 0 };
  for (let at = 0; at + RECORD_BYTES <= records.length; at += RECORD_BYTES) {
    const end = Number(records.readBigUInt64LE(at));
    if (end <= sound.bytes || end > size) break;
    if (crc32(await read(sound.bytes, end)) !== records.readUInt32LE(at + 12)) break;
    sound.bytes = end;
    sound.rows += records.readUInt32LE(at + 8);
  }
  return sound;
}

async function readRange(file: Awaited<ReturnType<typeof open>>, start: number, end: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(end - start);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, start);
  return buffer.subarray(0, bytesRead);
}
