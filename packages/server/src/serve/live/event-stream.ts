/**
 * One `text/event-stream`. It is written only as fast as it is read: what arrives meanwhile waits up to a bound, and beyond that the oldest
 * items are counted instead of kept.
 */

/** New items of one list. */
export interface Batch {
  /** The newest last. */
  readonly items: readonly unknown[];
  /** How many more there were. */
  readonly dropped: number;
}

/** A stream and how to feed it. */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Adds new items of a list; `place` is where the list stands after them. */
  add(list: string, batch: Batch, place: string): void;
  /** Ends it. */
  close(): void;
}

/** How a stream behaves. */
export interface EventStreamOptions {
  /** Time between pings, milliseconds. */
  readonly pingMs: number;
  /** Most items of one list that wait for a slow reader. */
  readonly mostWaiting: number;
  /** Where a reader goes on that has seen nothing yet. */
  readonly id: string;
  /** Where a reader goes on that is sent a list up to a place; asked as it is sent, so that it speaks of nothing that still waits. */
  readonly moveOn: (list: string, place: string) => string;
  /** Hears that the reader has left or the stream was closed; once. */
  readonly onEnd: () => void;
  /** Asked at each ping; the stream ends when it fails. */
  readonly check: () => Promise<void>;
}

interface Waiting extends Batch {
  readonly place: string;
}

const encoder = new TextEncoder();

/** Makes a stream that begins with a ping. */
export function createEventStream(options: EventStreamOptions): EventStream {
  const { pingMs, mostWaiting, id: firstId, moveOn, onEnd, check } = options;
  const waiting = new Map<string, Waiting>();
  let pingIsDue = false;
  let first = `event: ping\nid: ${firstId}\ndata: {}\n\n`;
  let hasEnded = false;
  let wake = (): void => undefined;
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const ping = setInterval(() => {
    check().then(() => {
      pingIsDue = true;
      wake();
    }, close);
  }, pingMs);

  function end(): void {
    if (hasEnded) return;
    hasEnded = true;
    clearInterval(ping);
    waiting.clear();
    wake();
    onEnd();
  }

  function close(): void {
    if (hasEnded) return;
    end();
    controller?.close();
  }

  /** The next event, when there is one. */
  function next(): string | undefined {
    if (first !== '') {
      const begin = first;
      first = '';
      return begin;
    }
    const [oldest] = waiting;
    if (oldest !== undefined) {
      const [sub, { items, dropped, place }] = oldest;
      waiting.delete(sub);
      return `event: items\nid: ${moveOn(sub, place)}\ndata: ${JSON.stringify({ sub, items, dropped })}\n\n`;
    }
    if (!pingIsDue) return undefined;
    pingIsDue = false;
    return 'event: ping\ndata: {}\n\n';
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(given) {
        controller = given;
      },
      async pull(given) {
        for (;;) {
          if (hasEnded) return;
          const event = next();
          if (event !== undefined) {
            given.enqueue(encoder.encode(event));
            return;
          }
          await new Promise<void>((resolve) => (wake = resolve));
        }
      },
      cancel: end,
    },
    { highWaterMark: 0 },
  );

  return {
    body,
    add(list, { items, dropped }, place) {
      if (hasEnded) return;
      const before = waiting.get(list);
      const all = [...(before?.items ?? []), ...items];
      const tooMany = Math.max(0, all.length - mostWaiting);
      waiting.set(list, {
        items: all.slice(tooMany),
        dropped: (before?.dropped ?? 0) + dropped + tooMany,
        place,
      });
      wake();
    },
    close,
  };
}
