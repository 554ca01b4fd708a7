import { diag } from '@opentelemetry/api';
import type {
  Attributes,
  BatchObservableCallback,
  BatchObservableResult,
  Observable,
  ObservableCallback,
  ObservableResult,
} from '@opentelemetry/api';
import { canonicalOf } from './attribute-text.ts';
import { checkedValue } from './descriptor.ts';
import type { Descriptor } from './descriptor.ts';
import type { Observation, Stream } from './stream.ts';

/** An instrument whose values are asked for at each collection. */
export class ObservableInstrument implements Observable {
  readonly descriptor: Descriptor;
  readonly streams: readonly Stream[];
  readonly #callbacks: Callbacks;

  constructor(descriptor: Descriptor, streams: readonly Stream[], callbacks: Callbacks) {
    this.descriptor = descriptor;
    this.streams = streams;
    this.#callbacks = callbacks;
  }

  addCallback(callback: ObservableCallback): void {
    this.#callbacks.add(callback, this);
  }

  removeCallback(callback: ObservableCallback): void {
    this.#callbacks.remove(callback, this);
  }
}

/** One run's values by instrument, then by set: the last value of a set counts. */
class Observed {
  readonly #values = new Map<ObservableInstrument, Map<string, Observation>>();

  add(instrument: ObservableInstrument, given: number, attributes: Attributes = {}): void {
    const value = checkedValue(given, instrument.descriptor);
    if (value === undefined) return;
    const { attributes: copy, text } = canonicalOf(attributes);
    const values = this.#values.get(instrument) ?? new Map<string, Observation>();
    values.set(text, { attributes: copy, value });
    this.#values.set(instrument, values);
  }

  /** Hands the values to the streams of every reader: each needs to see a total that starts again. */
  handOver(timeMs: number): void {
    for (const [{ streams }, values] of this.#values) {
      for (const stream of streams) stream.observe(values, timeMs);
    }
  }
}

/** What tells one registration from another. */
interface Identity {
  readonly kind: 'single' | 'batch';
  readonly callback: unknown;
  readonly instruments: ReadonlySet<ObservableInstrument>;
}

interface Registered extends Identity {
  readonly run: (observed: Observed) => unknown;
}

/** The callbacks of one meter. */
export class Callbacks {
  #all: Registered[] = [];

  add(callback: ObservableCallback, instrument: ObservableInstrument): void {
    this.#register({
      kind: 'single',
      callback,
      instruments: new Set([instrument]),
      run: (observed) => {
        const result: ObservableResult = {
          observe: (value, attributes) => observed.add(instrument, value, attributes),
        };
        return callback(result);
      },
    });
  }

  remove(callback: ObservableCallback, instrument: ObservableInstrument): void {
    this.#unregister({ kind: 'single', callback, instruments: new Set([instrument]) });
  }

  addBatch(callback: BatchObservableCallback, given: readonly Observable[]): void {
    const instruments = new Set(given.filter(isObservable));
    if (instruments.size === 0) {
      diag.error('a batch callback was not added: it needs observable instruments of this SDK');
      return;
    }
    const run = (observed: Observed): unknown => {
      const result: BatchObservableResult = {
        observe: (instrument, value, attributes) => {
          if (isObservable(instrument) && instruments.has(instrument)) observed.add(instrument, value, attributes);
        },
      };
      return callback(result);
    };
    this.#register({ kind: 'batch', callback, instruments, run });
  }

  removeBatch(callback: BatchObservableCallback, given: readonly Observable[]): void {
    this.#unregister({ kind: 'batch', callback, instruments: new Set(given.filter(isObservable)) });
  }

  /**
   * Runs all callbacks and hands over what they say. One that fails or takes too long is left out.
   *
   * @returns why, for each that was left out.
   */
  async observe(timeMs: number, timeoutMs: number | undefined): Promise<unknown[]> {
    const runs = this.#all.map(async ({ run }) => {
      const observed = new Observed();
      await within(run(observed), timeoutMs);
      observed.handOver(timeMs);
    });
    const results = await Promise.allSettled(runs);
    return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  }

  #register(one: Registered): void {
    if (!this.#all.some((other) => isSame(other, one))) this.#all.push(one);
  }

  #unregister(one: Identity): void {
    this.#all = this.#all.filter((other) => !isSame(other, one));
  }
}

function isSame(one: Identity, other: Identity): boolean {
  return (
    one.kind === other.kind &&
    one.callback === other.callback &&
    one.instruments.size === other.instruments.size &&
    [...one.instruments].every((instrument) => other.instruments.has(instrument))
  );
}

function isObservable(given: Observable): given is ObservableInstrument {
  return given instanceof ObservableInstrument;
}

/** Waits for what a callback returned, for so long. */
async function within(answer: unknown, timeoutMs: number | undefined): Promise<void> {
  if (timeoutMs === undefined) {
    await answer;
    return;
  }
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`a callback took longer than ${timeoutMs} ms`)), timeoutMs).unref();
  });
  try {
    await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
