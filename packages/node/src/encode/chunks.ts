import { diag } from '@opentelemetry/api';
import type { KeyValues } from './key-values.ts';
import { ScopeChunk } from './scope-chunk.ts';
import type { ChunkParts, Scope } from './scope-chunk.ts';

export interface ChunksOptions<Item> extends ChunkParts<Item> {
  /** How the attributes of one scope are written, where not as those of all others. */
  readonly keyValuesOf?: (scope: Scope) => KeyValues | undefined;
  /** What is written, for messages: `log records`. */
  readonly what: string;
  /** Longest time in milliseconds that an item waits here. */
  readonly delayMs: number;
  /** Takes a finished request with that many items. The bytes are its own until it gives them back to the pool. */
  readonly onChunk: (bytes: Uint8Array, items: number) => void;
  /**
   * How many items are written together, because code that has just run is in the processor's caches. Where it is more than one, an item must not
   * change once it was given. @defaultValue 1
   */
  readonly together?: number;
  /** Told of an item that was written, or could not be. */
  readonly onWritten?: (item: Item) => void;
}

/** The items of one provider, written as they come and handed over in chunks. */
export interface Chunks<Item> {
  /** Items that could not be written or handed over, since the start. */
  readonly dropped: number;
  /** @returns what writes the items of that scope. It never throws */
  open(scope: Scope): (item: Item) => void;
  /** Hands over everything that was written, now. */
  flush(): void;
}

export function createChunks<Item>(options: ChunksOptions<Item>): Chunks<Item> {
  const { what, delayMs, onChunk, together = 1, onWritten } = options;
  const chunks: ScopeChunk<Item>[] = [];
  /** Items that are not written yet, and beside each the chunk it belongs to. */
  let items: Item[] = [];
  let places: ScopeChunk<Item>[] = [];
  let isWriting = false;
  let dropped = 0;
  let timer: NodeJS.Timeout | undefined;

  const handOver = (chunk: ScopeChunk<Item>): void => {
    const taken = chunk.take();
    if (taken === undefined) return;
    try {
      onChunk(taken.bytes, taken.items);
    } catch (error) {
      dropped += taken.items;
      diag.error(`${what} could not be handed over`, error);
    }
  };
  const write = (chunk: ScopeChunk<Item>, item: Item): void => {
    try {
      // While it is not yet known where this process runs, a full chunk goes on: for a second at most.
      if (chunk.add(item) && options.resource.asyncAttributesPending !== true) handOver(chunk);
    } catch (error) {
      dropped++;
      diag.error(`${what} could not be written`, error);
    }
    onWritten?.(item);
  };
  const writeAll = (): void => {
    // Writing may call the program, for the text of an object of its own, and that may give another item: it waits, since half of one is written then.
    if (isWriting) return;
    isWriting = true;
    const [all, chunksOf] = [items, places];
    items = [];
    places = [];
    try {
      all.forEach((item, at) => {
        const chunk = chunksOf[at];
        if (chunk !== undefined) write(chunk, item);
      });
    } finally {
      // Else one fault of whoever is told would end all writing.
      isWriting = false;
    }
  };
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    writeAll();
    // And what was given meanwhile; no more than that, or it might never end.
    writeAll();
    for (const chunk of chunks) handOver(chunk);
  };
  return {
    get dropped() {
      return dropped;
    },
    open: (scope) => {
      const keyValues = options.keyValuesOf?.(scope) ?? options.keyValues;
      const chunk = new ScopeChunk({ ...options, keyValues }, scope);
      chunks.push(chunk);
      return (item) => {
        places.push(chunk);
        if (items.push(item) >= together) writeAll();
        // Unref'd: what waits never keeps a process alive; who ends the process flushes.
        timer ??= setTimeout(flush, delayMs).unref();
      };
    },
    flush,
  };
}
