import { createUuidV7 } from '@sightglass/api/uuid-v7';
import { wrap } from './encode/request.ts';
import type { Batch } from './platform.ts';
import type { Attributes, Scope, Signal } from './records.ts';

interface Item {
  readonly scope: Scope;
  /** The same for scopes that are equal. */
  readonly group: string;
  readonly json: string;
  readonly size: number;
}

/** Records of one signal that are in no finished batch yet, the oldest first. */
export interface Queue {
  readonly signal: Signal;
  readonly items: readonly Item[];
  /** Bytes of them. */
  size: number;
  /** Until when the draft that was stored last is ours; 0 if none was. */
  draftDue: number;
  add(scope: Scope, json: string, size: number, now: number): void;
  /** Takes out the oldest `count` records. */
  drop(count: number): void;
  /** What is there as a batch that may still grow, to be stored; undefined if it has been, until the time that was told then. */
  draft(now: number, due: number): Batch | undefined;
  /** Somebody else has the draft: goes on with what came after it. */
  letGo(): void;
  /** Takes a batch out, of what came first. It has the id of the draft, whose records are in it. */
  cut(maxSize: number, due: number): Batch | undefined;
}

/** An empty queue. */
export function createQueue(signal: Signal, resource: Attributes, to: string): Queue {
  const items: Item[] = [];
  /** Of the batch that the first records will be in. */
  let id: string | undefined;
  /** How many of the records are in the draft. */
  let written = 0;
  let at = 0;

  const batchOf = (taken: readonly Item[], due: number): Batch => {
    const scopes = new Map<string, [Scope, string[]]>();
    let size = 0;
    for (const { scope, group, json, size: bytes } of taken) {
      const known = scopes.get(group);
      if (known) known[1].push(json);
      else scopes.set(group, [scope, [json]]);
      size += bytes;
    }
    const body = wrap(signal, resource, scopes.values());
    return { id: (id ??= createUuidV7(at)), to, signal, body, records: taken.length, size, at, due };
  };
  const restart = (): void => {
    id = undefined;
    queue.draftDue = written = 0;
  };

  const queue: Queue = {
    signal,
    items,
    size: 0,
    draftDue: 0,
    add(scope, json, size, now) {
      items.push({ scope, group: `${scope.name}\n${scope.version}`, json, size });
      queue.size += size;
      at = now;
    },
    drop(count) {
      for (const { size } of items.splice(0, count)) queue.size -= size;
      written = Math.max(0, written - count);
    },
    draft(now, due) {
      if (items.length === written && queue.draftDue >= now) return undefined;
      written = items.length;
      queue.draftDue = due;
      return batchOf(items, due);
    },
    letGo() {
      queue.drop(written);
      restart();
    },
    cut(maxSize, due) {
      let [count, size] = [0, 0];
      for (const item of items) {
        if (count > 0 && size + item.size > maxSize) break;
        size += item.size;
        count++;
      }
      if (count === 0) return undefined;
      const batch = batchOf(items.slice(0, count), due);
      queue.drop(count);
      restart();
      return batch;
    },
  };
  return queue;
}
