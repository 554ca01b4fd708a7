/**
 * What a body or a record is known by when it comes again: 128 bits of SHA-256 over project, signal and what it is. Measured (Node 24, AMD
 * EPYC): 0.14 ms for a body of 512 spans in 220 KB; on a slower machine 0.6 µs for an id, of which a `Hash` object of its own would make 3.5.
 */
import { createHash, hash } from 'node:crypto';
import { type Key, KEY_BYTES } from '../../store/spool/key-set.ts';
import type { Signal } from '../signals.ts';

/** The key of a body, by its bytes after decompression. */
export function bodyKey(project: string, signal: Signal, body: Uint8Array): Key {
  return keyOf(`body\0${project}\0${signal}\0`, body);
}

/** The key of a batch that its sender has given an id. */
export function batchKey(project: string, signal: Signal, batch: string): Key {
  return keyOf(`batch\0${project}\0${signal}\0`, batch);
}

/** Longer ids than these bytes are hashed one by one. */
const SHORT = 256;

/** The keys of a project's log records that have an id. */
export function recordKeys(project: string): (uid: Uint8Array) => Key {
  const scope = `record\0${project}\0`;
  const bytes = Buffer.alloc(Buffer.byteLength(scope) + SHORT);
  const from = bytes.write(scope);
  return (uid) => {
    if (uid.length > SHORT) return keyOf(scope, uid);
    bytes.set(uid, from);
    return hash('sha256', bytes.subarray(0, from + uid.length), 'binary').slice(0, KEY_BYTES);
  };
}

function keyOf(scope: string, what: Uint8Array | string): Key {
  return createHash('sha256').update(scope).update(what).digest('binary').slice(0, KEY_BYTES);
}
