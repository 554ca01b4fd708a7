/**
 * `GET /live`: what arrives in lists, as one event stream a browser. Over HTTP/1.1 a browser has six connections to a server for all its
 * tabs: hence one stream for all lists.
 */
import { askJustNow } from '../../ask/arrived.ts';
import { Problem } from '../problem.ts';
import type { Asked } from '../run.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import { createFollowers } from './followers.ts';
import type { News } from './in-order.ts';
import { readPosition, readSubscriptions, writePosition, type Subscription } from './subscriptions.ts';

/** Who asks for a stream, and how. */
export interface LiveRequest {
  readonly asked: Asked;
  readonly params: URLSearchParams;
  /** The header of an `EventSource` that connects again. */
  readonly lastEventId: string | undefined;
  /** Fails when whoever asks may not any more. */
  readonly check: () => Promise<void>;
}

/** All live streams of a server. */
export interface Live {
  /**
   * Answers with a stream.
   *
   * @throws a {@link Problem} before the stream for a wrong list, as its question would.
   */
  answer(request: LiveRequest): Promise<Response>;
  /** Ends all streams and takes no more. */
  close(): void;
}

/** How streams behave. */
export interface LiveOptions {
  /** Time between pings, milliseconds. @defaultValue 15_000 */
  readonly pingMs?: number | undefined;
  /** Most streams at once. @defaultValue 500 */
  readonly mostStreams?: number | undefined;
}

/** Most items of a list that wait for a slow reader: two seconds' worth. */
const MOST_WAITING = 400;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // A server that stops ends its connections with their streams.
  connection: 'close',
  // Asks nginx to pass on each event as it comes.
  'x-accel-buffering': 'no',
};

/** Opens the door. */
export function createLive({ pingMs = 15_000, mostStreams = 500 }: LiveOptions = {}): Live {
  const followers = createFollowers();
  const open = new Set<EventStream>();
  let isClosed = false;
  return {
    async answer({ asked, params, lastEventId, check }) {
      const subs = readSubscriptions(params, asked.principal.project);
      const positions = await startOf(asked, subs, lastEventId ?? params.get('lastEventId') ?? '');
      if (isClosed || open.size >= mostStreams) {
        throw new Problem(503, isClosed ? 'The server stops.' : `${mostStreams} live streams are open. Close one.`);
      }
      const leaving = new AbortController();
      const stops: (() => void)[] = [];
      const stream = createEventStream({
        pingMs,
        mostWaiting: MOST_WAITING,
        id: writePosition(positions),
        moveOn(id, place) {
          for (const sub of subs) if (sub.id === id) positions.set(sub, place);
          return writePosition(positions);
        },
        check,
        onEnd() {
          leaving.abort();
          open.delete(stream);
          for (const stop of stops) stop();
        },
      });
      open.add(stream);
      try {
        for (const [sub, since] of positions) {
          const tell = ({ items, dropped, last }: News): void => stream.add(sub.id, { items, dropped }, last);
          const stop = await followers.join(asked, sub, since, tell, leaving.signal);
          stops.push(stop);
          if (leaving.signal.aborted) stop();
        }
      } catch (error) {
        stream.close();
        throw error;
      }
      return new Response(stream.body, { headers: HEADERS });
    },
    close() {
      isClosed = true;
      followers.close();
      for (const stream of open) stream.close();
    },
  };
}

/** Where each list begins: after the last event that was seen, or a moment ago. */
async function startOf(
  asked: Asked,
  subs: readonly Subscription[],
  lastEventId: string,
): Promise<Map<Subscription, string>> {
  const justNow = await askJustNow(asked.store);
  return new Map(
    subs.map((sub) => [sub, (lastEventId === '' ? undefined : readPosition(lastEventId, sub)) ?? justNow]),
  );
}
