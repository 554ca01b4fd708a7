/**
 * What a body or a record is known by when it comes again: 128 bits of SHA-256 over project, signal and what it is. Measured (Node 24, AMD
 * EPYC): 0.14 ms for a body of 512 spans in 220 KB, 3 µs for a small one.
 */
import { createHash } from 'node:crypto';
import { KEY_BYTES } from '../../store/spool/key-set.ts';
import type { Signal } from '../signals.ts';

/** A key of 16 bytes. */
export type Key = Uint8Array;

/** The key of a body, by its bytes after decompression. */
export function bodyKey(project: string, signal: Signal, body: Uint8Array): Key {
  return keyOf(`body\0${project}\0${signal}\0`, body);
}

/** The key of a body that its sender has given an id. */
export function batchKey(project: string, signal: Signal, batch: string): Key {
  return keyOf(`batch\0${project}\0${signal}\0`, batch);
}

/** The key of a log record that has an id. */
export function recordKey(project: string, uid: Uint8Array): Key {
  return keyOf(`record\0${project}\0`, uid);
}

/** A key as text, for maps. */
export function keyText(key: Key): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1');
}

function keyOf(scope: string, what: Uint8Array | string): Key {
  return createHash('sha256').update(scope).update(what).digest().subarray(0, KEY_BYTES);
}
