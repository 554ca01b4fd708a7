import type { IncomingMessage } from 'node:http';
import type { Store } from '../store/store.ts';
import { successBody } from './answer.ts';
import { readBody, Refusal } from './body.ts';
import { createGather, type Destination, type Encoding, type Gather } from './gather.ts';
import { createRates, type Counts, type Rates } from './rates.ts';
import type { RefusedCounts } from './refused.ts';
import type { Signal } from './signals.ts';

/** What the receiver may take. */
export interface ReceiveLimits {
  /** Largest body after decompression, bytes. @defaultValue 64 MiB */
  maxBodyBytes: number;
  /** Bodies held at the same time, bytes; over it, senders are told to come again. @defaultValue 128 MiB */
  maxInFlightBytes: number;
}

/** Defaults of {@link ReceiveLimits}. */
const RECEIVE_LIMITS: Readonly<ReceiveLimits> = Object.freeze({
  maxBodyBytes: 64 * 1024 * 1024,
  maxInFlightBytes: 128 * 1024 * 1024,
});

const KIND: Readonly<Record<Signal, keyof Counts>> = { traces: 'spans', logs: 'logRecords', metrics: 'dataPoints' };

/** Takes bodies in, as long as there is room for them. */
export interface Intake {
  /**
   * Reads, decodes and keeps the body of a request; answers the body of the response.
   *
   * @throws {@link Refusal}, {@link DecodeError}, {@link ServerError}; then nothing of the body is kept.
   */
  take(signal: Signal, request: IncomingMessage, encoding: Encoding, into: Destination): Promise<Buffer>;
  /** Records of a project accepted since the start. */
  received(project: string): Counts;
  /** Records of a project accepted a second. */
  perSecond(project: string): Counts;
  ready(): boolean;
  readonly isDraining: boolean;
  /** Refuses what comes from now on, and hands over what has been gathered. */
  drain(): Promise<void>;
}

/** An intake for a store. */
export function createIntake(
  store: Pick<Store, 'append' | 'health'>,
  refused: RefusedCounts,
  given: Partial<ReceiveLimits> = {},
): Intake {
  const limits = { ...RECEIVE_LIMITS, ...given };
  const gathers: Record<Signal, Gather> = {
    traces: createGather(store, 'traces'),
    logs: createGather(store, 'logs'),
    metrics: createGather(store, 'metrics'),
  };
  /** By project, of which there are as many as people made. */
  const rates = new Map<string, Rates>();
  let inFlightBytes = 0;
  let isDraining = false;

  const ratesOf = (project: string): Rates => {
    const known = rates.get(project) ?? createRates();
    rates.set(project, known);
    return known;
  };

  const admit = (): void => {
    if (isDraining) throw comeAgain('the server is shutting down', 1);
    if (!store.health().accepting) throw comeAgain('too much data waits to be stored', 5);
  };

  return {
    async take(signal, request, encoding, into) {
      admit();
      let held = 0;
      const hold = (count: number): void => {
        held += count;
        inFlightBytes += count;
        if (inFlightBytes > limits.maxInFlightBytes) throw comeAgain('too many bodies are being read', 1);
      };
      try {
        const body = await readBody(request, limits.maxBodyBytes, hold);
        const outcome = await gathers[signal].add(body, encoding, into);
        ratesOf(into.project).add(KIND[signal], outcome.accepted);
        for (const [reason, count] of outcome.reasons) refused.add(into.project, signal, reason, count);
        return successBody(signal, encoding, outcome);
      } finally {
        inFlightBytes -= held;
      }
    },
    received: (project) => (rates.get(project) ?? createRates()).totals(),
    perSecond: (project) => (rates.get(project) ?? createRates()).perSecond(),
    ready: () => !isDraining && store.health().accepting,
    get isDraining() {
      return isDraining;
    },
    async drain() {
      isDraining = true;
      for (const gather of Object.values(gathers)) await gather.flush();
    },
  };
}

/** A 503 with the seconds after which to try again: what makes senders keep their data. */
export function comeAgain(why: string, seconds: number): Refusal {
  return new Refusal(503, `${why}; send again in ${seconds} s`, { 'Retry-After': String(seconds) });
}
