import { createUuidV7 } from '@sightglass/api/uuid-v7';
import { wrap } from './encode/request.ts';
import type { Batch } from './platform.ts';
import type { Attributes, Scope, Signal } from './records.ts';

/** Records of one signal that are in no finished batch yet. */
export interface Queue {
  readonly signal: Signal;
  /** Encoded, the oldest first. */
  items: (readonly [scope: Scope, json: string])[];
  /** Characters of them. */
  size: number;
  /** When the newest was added, milliseconds since the Unix epoch. */
  at: number;
  /** Of the batch that the first ones will be in. */
  id: string;
  /** Until when that batch is ours, as far as it is stored already; 0 if it is not. */
  due: number;
}

/** A batch of the oldest records, of at most so many characters, or of one. They stay in the queue. */
export function toBatch(queue: Queue, maxSize: number, resource: Attributes, to: string, due: number): Batch {
  const { signal, at } = queue;
  const scopes = new Map<Scope, string[]>();
  let [records, size] = [0, 0];
  for (const [scope, json] of queue.items) {
    if (records > 0 && size + json.length > maxSize) break;
    scopes
      .set(scope, scopes.get(scope) ?? [])
      .get(scope)
      ?.push(json);
    size += json.length;
    records++;
  }
  queue.id ||= createUuidV7(at);
  return { id: queue.id, to, signal, body: wrap(signal, resource, scopes), records, size, at, due };
}

/** Takes out the oldest records. */
export function dequeue(queue: Queue, count: number): void {
  for (const [, json] of queue.items.splice(0, count)) queue.size -= json.length;
}
