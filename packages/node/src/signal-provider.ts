import type { Signal } from './capture/capture.ts';

/** One signal inside the process: a provider of the OpenTelemetry API, and the way of what it makes to the sender. */
export interface SignalProvider<Provider> {
  readonly provider: Provider;
  /** Hands over all that is held, now: nothing is waited for. */
  handOver(): void;
  /** The same, with what may be waited for, such as callbacks. Never rejects. */
  flush(): Promise<void>;
  /** Flushes and makes nothing any more. Never rejects. */
  stop(): Promise<void>;
}

/** Takes the body of a request with that many items; `release` is called when the bytes are no longer needed. */
export type Take = (signal: Signal, bytes: Uint8Array, items: number, release?: () => void) => void;
