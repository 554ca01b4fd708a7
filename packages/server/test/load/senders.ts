/** Clients that send a body again, byte by byte the same, until it is acknowledged: what every OTLP exporter with a queue does. */
import { bodyOf, type Body, type Encoding, SIGNALS, type Signal } from './bodies.ts';
import { createRandom } from '../population/population.ts';

/** What has been sent so far. Every body of it has been acknowledged once {@link Load.stop} has resolved. */
export interface Sent {
  /** Numbers of the bodies, by signal. */
  readonly bodies: Readonly<Record<Signal, Set<number>>>;
  acknowledged: number;
  /** Requests that got no answer, because the connection broke or was refused. */
  unanswered: number;
  /** Requests that were told to come again. */
  deferred: number;
  /** Acknowledged bodies that were sent once more, as if the answer had been lost. */
  repeated: number;
  /** Bodies of which two copies were under way at the same time. */
  doubled: number;
}

/** Clients at work. */
export interface Load {
  readonly sent: Sent;
  /** Rejects when a body is refused for good, which none of these deserves. */
  readonly failed: Promise<never>;
  /** Has every client finish the body it is at; rejects when that takes longer than `limitMs`. */
  stop(limitMs: number): Promise<void>;
}

/** How the clients work. */
export interface LoadOptions {
  /** Address of the server, asked before each request: a restart may change it. */
  url: () => string;
  seed: number;
  /** Two, each in protobuf and in JSON, a signal. @defaultValue 2 */
  clientsOfEach?: number;
  /** Pause of a client between two bodies, milliseconds. @defaultValue 0 */
  pauseMs?: number;
  /** Longest time that a client waits for an answer, milliseconds. @defaultValue 10_000 */
  patienceMs?: number;
}

const ENCODINGS: readonly Encoding[] = ['protobuf', 'json'];
/** Pauses of a client that is not heard: growing, because hundreds of refused connections a second would take the time of what is tested. */
const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 200;
const ODDS_OF_REPEATING = 0.1;
const ODDS_OF_DOUBLING = 0.05;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Sets clients to work. */
export function startLoad({ url, seed, clientsOfEach = 2, pauseMs = 0, patienceMs = 10_000 }: LoadOptions): Load {
  const random = createRandom(seed);
  const sent: Sent = {
    bodies: { traces: new Set(), logs: new Set(), metrics: new Set() },
    acknowledged: 0,
    unanswered: 0,
    deferred: 0,
    repeated: 0,
    doubled: 0,
  };
  const stopping = new AbortController();
  let next = 1;

  /** Whether the server has taken the body. @throws when it never will */
  const attempt = async ({ signal, type, bytes }: Body): Promise<boolean> => {
    let status: number;
    let answer: string;
    try {
      const response = await fetch(`${url()}/v1/${signal}`, {
        method: 'POST',
        body: bytes,
        headers: { 'content-type': type },
        signal: AbortSignal.timeout(patienceMs),
      });
      ({ status } = response);
      answer = await response.text();
    } catch {
      sent.unanswered++;
      return false;
    }
    if (status === 503 || status === 429) {
      sent.deferred++;
      return false;
    }
    if (status === 200 && (answer === '' || answer === '{}')) return true;
    throw new Error(`a body of ${signal} was answered ${status} ${answer}`);
  };
  const deliver = async (body: Body): Promise<void> => {
    for (let ms = FIRST_PAUSE_MS; !(await attempt(body)); ms = Math.min(ms * 1.5, LONGEST_PAUSE_MS)) await pause(ms);
  };
  const client = async (signal: Signal, encoding: Encoding): Promise<void> => {
    while (!stopping.signal.aborted) {
      const body = bodyOf(next++, signal, encoding, Date.now());
      sent.bodies[signal].add(body.number);
      const isDoubled = random() < ODDS_OF_DOUBLING;
      await Promise.all(Array.from({ length: isDoubled ? 2 : 1 }, () => deliver(body)));
      sent.acknowledged++;
      if (isDoubled) sent.doubled++;
      if (random() < ODDS_OF_REPEATING) {
        sent.repeated++;
        await deliver(body);
      }
      if (pauseMs > 0) await pause(pauseMs);
    }
  };

  const clients = Promise.all(
    SIGNALS.flatMap((signal) =>
      ENCODINGS.flatMap((encoding) => Array.from({ length: clientsOfEach }, () => client(signal, encoding))),
    ),
  );
  const failed = new Promise<never>((_, reject) => void clients.catch(reject));
  failed.catch(() => undefined);
  return {
    sent,
    failed,
    async stop(limitMs) {
      stopping.abort();
      const { promise: late, reject } = Promise.withResolvers<never>();
      const timer = setTimeout(() => reject(new Error(`a body was not taken within ${limitMs} ms`)), limitMs);
      await Promise.race([clients, late]).finally(() => clearTimeout(timer));
    },
  };
}
