import { createUuidV7 } from '@sightglass/api/uuid-v7';
import { wrap } from './encode/request.ts';
import type { Batch } from './platform.ts';
import type { Attributes, Scope, Signal } from './records.ts';

/** A record that is encoded. */
export interface Item {
  readonly scope: Scope;
  /** The same for scopes that are equal. */
  readonly group: string;
  readonly json: string;
  readonly size: number;
}

/** Records of one signal that are in no finished batch yet, the oldest first. */
export interface Queue {
  readonly signal: Signal;
  readonly items: Item[];
  /** Bytes of them. */
  size: number;
  /** When the newest was added, milliseconds since the Unix epoch. */
  at: number;
  /** Of the batch that the first ones will be in. */
  id: string;
  /** Until when that batch is ours, as far as it is stored already; 0 if it is not. */
  due: number;
  /** Whether it has records that are not stored. */
  isDirty: boolean;
}

/** An empty queue. */
export function createQueue(signal: Signal): Queue {
  return { signal, items: [], size: 0, at: 0, id: '', due: 0, isDirty: false };
}

/** Adds a record. @throws what a scope throws that is none. */
export function enqueue(queue: Queue, scope: Scope, json: string, size: number, now: number): void {
  queue.items.push({ scope, group: `${scope.name}\n${scope.version}`, json, size });
  queue.size += size;
  queue.at = now;
  queue.isDirty = true;
}

/** Takes out the oldest records. */
export function dequeue(queue: Queue, count: number): readonly Item[] {
  const taken = queue.items.splice(0, count);
  for (const { size } of taken) queue.size -= size;
  return taken;
}

/** How many of the oldest records fit into so many bytes; at least one. */
export function countWithin({ items }: Queue, maxSize: number): number {
  let [count, size] = [0, 0];
  while (count < items.length && (size += items[count]?.size ?? 0) <= maxSize) count++;
  return count || 1;
}

/** A batch of some records. */
export function toBatch(queue: Queue, items: readonly Item[], resource: Attributes, to: string, due: number): Batch {
  const { signal, at } = queue;
  const scopes = new Map<string, [Scope, string[]]>();
  let size = 0;
  for (const item of items) {
    if (!scopes.has(item.group)) scopes.set(item.group, [item.scope, []]);
    scopes.get(item.group)?.[1].push(item.json);
    size += item.size;
  }
  const body = wrap(signal, resource, scopes.values());
  queue.id ||= createUuidV7(at);
  return { id: queue.id, to, signal, body, records: items.length, size, at, due };
}
