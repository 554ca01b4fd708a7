import { DEFAULT_PROJECT } from '../keep/principal.ts';
import { NO_METER, type Meter } from '../self/meter.ts';
import { DEFAULT_RETENTION, type Retention } from '../store/keeping/retention.ts';
import type { Store } from '../store/store.ts';
import { letGo, type Body, type Room } from './body.ts';
import type { Outcome } from './decode/outcome.ts';
import { createGather, type Destination, type Encoding, type Gather, type Keeper } from './gather.ts';
import { createRateLimit } from './rate-limit.ts';
import { createRates, type Counts, type Rates } from './rates.ts';
import { comeAgain } from './refusal.ts';
import { resolveReceiveLimits, type ReceiveLimits } from './limits.ts';
import type { RefusedCounts } from './refused.ts';
import type { Signal } from './signals.ts';

const KIND: Readonly<Record<Signal, keyof Counts>> = { traces: 'spans', logs: 'logRecords', metrics: 'dataPoints' };

/** A body that somebody wants to hand in. */
export interface Parcel {
  readonly signal: Signal;
  readonly encoding: Encoding;
  readonly into: Destination;
  /** On whose account it goes: the id of a key; '' where there are none. */
  readonly sender: string;
  /** Reads the body; called once there is room for it. */
  read(room: Room): Promise<Body>;
}

/** Takes bodies in, as long as there is room for them. */
export interface Intake {
  /**
   * Reads, decodes and keeps a body; says what became of its records.
   *
   * @throws {@link Refusal}, {@link DecodeError}, {@link ServerError}, {@link GoneError}; then nothing of the body is kept.
   */
  take(parcel: Parcel): Promise<Outcome>;
  /** Keeps metrics of the server itself, in protobuf. Nothing counts them, and without room they are left out. */
  keepOwn(body: Buffer): Promise<void>;
  /** Records of a project accepted since the start. */
  received(project: string): Counts;
  /** Records of a project accepted a second. */
  perSecond(project: string): Counts;
  ready(): boolean;
  readonly isDraining: boolean;
  /** Refuses what comes from now on, and hands over what has been gathered. */
  drain(): Promise<void>;
}

/** What an intake needs. */
export interface IntakeOptions {
  readonly store: Keeper & Pick<Store, 'health'>;
  readonly refused: RefusedCounts;
  readonly limits?: Partial<ReceiveLimits>;
  /** Days for which each signal is kept: older records are refused. */
  readonly retention?: Pick<Retention, Signal | 'usage' | 'delivery'>;
  readonly meter?: Meter;
}

/** An intake for a store. */
export function createIntake({
  store,
  refused,
  limits = {},
  retention = DEFAULT_RETENTION,
  meter = NO_METER,
}: IntakeOptions): Intake {
  const { maxBodyBytes, maxInFlightBytes, recordsPerSecond } = resolveReceiveLimits(limits);
  const rateLimit = createRateLimit(recordsPerSecond);
  const gathers: Record<Signal, Gather> = {
    traces: createGather(store, 'traces', { maxAgeDays: retention.traces, meter }),
    logs: createGather(store, 'logs', { maxAgeDays: retention.logs, past: retention, meter }),
    metrics: createGather(store, 'metrics', { maxAgeDays: retention.metrics, meter }),
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

  const admit = (sender: string): void => {
    if (isDraining) throw comeAgain('the server is shutting down', 1);
    const { accepting, reason } = store.health();
    if (!accepting) throw comeAgain(reason || 'too much data waits to be stored', 5);
    rateLimit.check(sender);
  };

  const count = ({ signal, into: { project } }: Parcel, { accepted, repeated, reasons }: Outcome): void => {
    const fresh = accepted - repeated;
    ratesOf(project).add(KIND[signal], fresh);
    if (fresh > 0) meter.accepted(project, signal, fresh);
    for (const [reason, records] of reasons) refused.add(project, signal, reason, records);
  };

  return {
    async take(parcel) {
      admit(parcel.sender);
      const cameAt = performance.now();
      let body: Body | undefined;
      let held = 0;
      const hold = (bytes: number): void => {
        held += bytes;
        inFlightBytes += bytes;
        if (inFlightBytes > maxInFlightBytes) throw comeAgain('too many bodies are being read', 1);
      };
      try {
        body = await parcel.read({ maxBytes: maxBodyBytes, hold });
        meter.body(parcel.signal, body.wireBytes, body.bytes.length);
        const outcome = await gathers[parcel.signal].add(body.bytes, parcel.encoding, parcel.into);
        rateLimit.spend(parcel.sender, outcome.accepted + outcome.rejected);
        count(parcel, outcome);
        meter.acknowledged(parcel.signal, (performance.now() - cameAt) / 1000);
        return outcome;
      } finally {
        inFlightBytes -= held;
        if (body !== undefined) letGo(body.bytes);
      }
    },
    async keepOwn(body) {
      if (isDraining || !store.health().accepting) return;
      await gathers.metrics.add(body, 'protobuf', { project: DEFAULT_PROJECT, isPaused: false });
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
