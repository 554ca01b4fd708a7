// A world for a client: its clock goes only when told, its receiver answers as told, and its storage outlives it.
import { vi } from 'vitest';
import type { Answer, Batch, Hooks, Parcel, Platform, Rows, Storage } from '../src/platform.ts';

/** A request as the receiver saw it. */
export interface Arrival {
  readonly signal: string;
  readonly batch: string | null;
  readonly sentAt: number;
  readonly body: string;
  readonly isPacked: boolean;
  readonly isLeaving: boolean;
  /** Whether the receiver has taken it. */
  isTaken: boolean;
}

/** How the receiver answers; `undefined`: the connection breaks. */
export type Answers = (arrival: Arrival) => Answer | undefined | Promise<Answer | undefined>;

/** Where a client runs. */
export interface Place {
  readonly platform: Platform;
  readonly hooks: () => Hooks;
  /** Ends it, as if it had never been. */
  readonly kill: () => void;
  /** Lets its timers wait, as those of a page that stands still. */
  readonly sleep: (isAsleep: boolean) => void;
}

export const OK: Answer = { status: 200, text: '{}' };

const START = Date.UTC(2026, 10, 21, 12);

/** The world: one storage and one receiver, shared by as many clients as are started in it. */
export class World {
  readonly stored: Map<string, Batch> = new Map();
  readonly arrivals: Arrival[] = [];
  answers: Answers = () => OK;
  /** What each use of the storage does first; may throw. */
  beforeStorage: () => void = () => undefined;
  wasCleared: boolean = false;
  #time: number = 0;
  #timers: { at: number; callback: () => void }[] = [];
  #turns: Promise<unknown> = Promise.resolve();

  constructor() {
    vi.useFakeTimers({ toFake: ['Date'] });
    this.time = START;
  }

  /** Milliseconds since the Unix epoch, here and for `Date`. */
  get time(): number {
    return this.#time;
  }

  set time(time: number) {
    this.#time = time;
    vi.setSystemTime(time);
  }

  /** A place in which one client can run. */
  place(given: Partial<Platform> = {}): Place {
    let isAlive = true;
    let isAsleep = false;
    let hooks: Hooks | undefined;
    const platform: Platform = {
      destination: 'here',
      storage: this.storage(),
      now: () => this.time,
      post: async (parcel) => {
        const answer = await this.#receive(parcel);
        if (!isAlive) return new Promise<never>(() => undefined);
        if (answer === undefined) throw new TypeError('the connection broke');
        return answer;
      },
      after: (delayMs, callback) => {
        const ring = (): void => {
          if (isAsleep) this.#timers.push({ at: this.time + 100, callback: ring });
          else if (isAlive) callback();
        };
        this.#timers.push({ at: this.time + delayMs, callback: ring });
      },
      watch: (told) => {
        hooks = told;
        return () => void (hooks = undefined);
      },
      ...given,
    };
    const toHooks = (): Hooks => {
      if (!hooks) throw new Error('nobody watches');
      return hooks;
    };
    const kill = (): void => void (isAlive = false);
    const sleep = (given: boolean): void => void (isAsleep = given);
    return { platform, hooks: toHooks, kill, sleep };
  }

  /** Lets time pass, and everything happen that is due. */
  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settle();
      const next = this.#timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.time = Math.max(this.time, next.at);
      next.callback();
    }
    this.time = end;
    await settle();
  }

  storage(): Storage {
    const rows: Rows = {
      heads: async () => [...this.stored.values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
      get: async (id) => this.stored.get(id),
      put: async (...batches) => {
        for (const batch of batches) this.stored.set(batch.id, batch);
      },
      delete: async (id) => this.stored.delete(id),
    };
    return {
      transact: (work) => {
        const turn = this.#turns.then(() => {
          this.beforeStorage();
          return work(rows);
        });
        this.#turns = turn.catch(() => undefined);
        return turn;
      },
      clear: async () => {
        this.stored.clear();
        this.wasCleared = true;
      },
      close: () => undefined,
    };
  }

  async #receive({ path, body, packed, isLeaving }: Parcel): Promise<Answer | undefined> {
    const { pathname, searchParams } = new URL(path, 'http://receiver');
    const arrival: Arrival = {
      signal: pathname.split('/').at(-1) ?? '',
      batch: searchParams.get('batch'),
      sentAt: Number(searchParams.get('sent_at')),
      body,
      isPacked: packed !== undefined,
      isLeaving,
      isTaken: false,
    };
    this.arrivals.push(arrival);
    const answer = await this.answers(arrival);
    arrival.isTaken = answer !== undefined && answer.status < 300;
    return answer;
  }
}

/** Lets everything happen that waits for nothing but its turn. */
async function settle(): Promise<void> {
  for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** The names of the events in bodies, in order; what came twice stands there twice. */
export function namesIn(arrivals: readonly Pick<Arrival, 'body'>[]): string[] {
  return arrivals.flatMap(({ body }) => [...body.matchAll(/"eventName":"([^"]+)"/g)].map(([, name]) => name ?? ''));
}

/** What a server of ours has stored of what it took: of two bodies with one id, and of two records with one, the first. */
export function storedOnce(arrivals: readonly Arrival[]): string[] {
  const seen = new Set<string>();
  const isNew = (id: string): boolean => !seen.has(id) && seen.add(id).has(id);
  return arrivals
    .filter(({ isTaken }) => isTaken)
    .filter(({ signal, batch }) => batch === null || isNew(`${signal} ${batch}`))
    .flatMap(({ body }) => logsIn(JSON.parse(body)))
    .filter(({ attributes }) => isNew(attributes.find(({ key }) => key === 'log.record.uid')?.value.stringValue ?? ''))
    .map(({ eventName }) => eventName);
}

interface Log {
  readonly eventName: string;
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

function logsIn({ resourceLogs = [] }: { resourceLogs?: { scopeLogs: { logRecords: Log[] }[] }[] }): Log[] {
  return resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
}
