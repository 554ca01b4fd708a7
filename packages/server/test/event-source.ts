/** A reader of an event stream, as a browser's EventSource has it, but one that can be slow. */
import { connect, type Socket } from 'node:net';

/** One event. */
export interface StreamEvent {
  readonly event: string;
  readonly id: string;
  readonly data: unknown;
  /** When it was read, by `Date.now()`. */
  readonly atMs: number;
}

/** An item of any list, as far as the tests look at it. */
export type Item = Readonly<Partial<Record<'uid' | 'arrived' | 'body' | 'traceId', string>>>;

/** New items of one list, as the stream says them. */
interface Items {
  readonly sub: string;
  readonly items: Item[];
  readonly dropped: number;
}

/** An open stream. */
export interface Reader {
  /** Status of the answer and what came with it instead of a stream. */
  readonly status: number;
  readonly problem: string;
  readonly type: string;
  readonly events: StreamEvent[];
  /** Everything that came of one list. */
  of(sub: string): { items: Item[]; dropped: number; lastId: string };
  /** Resolves when the server ends the stream. */
  readonly ended: Promise<void>;
  close(): void;
}

/** Opens a stream; not one that answers with an error. */
export async function openStream(url: string, headers: Record<string, string> = {}): Promise<Reader> {
  const stop = new AbortController();
  const response = await fetch(url, { headers: { accept: 'text/event-stream', ...headers }, signal: stop.signal });
  const events: StreamEvent[] = [];
  const problem = response.status === 200 ? '' : await response.text();
  const ended = response.status === 200 ? readAll(response, events).catch(() => undefined) : Promise.resolve();
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    problem,
    events,
    of(sub: string) {
      const own = events.filter(({ event, data }) => event === 'items' && (data as Items).sub === sub);
      return {
        items: own.flatMap(({ data }) => (data as Items).items),
        dropped: own.reduce((sum, { data }) => sum + (data as Items).dropped, 0),
        lastId: own.at(-1)?.id ?? events[0]?.id ?? '',
      };
    },
    ended,
    close: () => stop.abort(),
  };
}

async function readAll(response: Response, events: StreamEvent[]): Promise<void> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    events.push(...blocks.map((block) => eventOf(block)));
  }
}

/** One event of its text. */
export function eventOf(block: string): StreamEvent {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const at = line.indexOf(':');
      return [line.slice(0, at), line.slice(at + 1).trimStart()];
    }),
  );
  return {
    event: fields.get('event') ?? '',
    id: fields.get('id') ?? '',
    data: JSON.parse(fields.get('data') ?? 'null'),
    atMs: Date.now(),
  };
}

/** Opens a stream and reads nothing of it. */
export async function openUnread(url: string): Promise<Socket> {
  const { port, pathname, search } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.pause();
  await new Promise<void>((resolve) => {
    socket.write(`GET ${pathname}${search} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n\r\n`, () => resolve());
  });
  return socket;
}
