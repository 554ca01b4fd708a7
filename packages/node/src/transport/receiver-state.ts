import { diag } from '@opentelemetry/api';
import type { Drops } from './drops.ts';
import type { Signal } from './settings.ts';

/** Says when a receiver begins to fail and when it works again: one line each, however long it lasts and however many signals it takes. */
export interface ReceiverState {
  failed(signal: Signal, why: string): void;
  worked(signal: Signal): void;
}

export function createReceiverState(address: string, drops: Drops): ReceiverState {
  const failing = new Set<Signal>();
  return {
    failed: (signal, why) => {
      if (failing.size === 0) diag.warn(`cannot deliver ${signal} to ${address}: ${why}`);
      failing.add(signal);
    },
    worked: (signal) => {
      if (failing.delete(signal) && failing.size === 0) {
        diag.info(`delivering to ${address} again; lost so far: ${drops.total()} records`);
      }
    },
  };
}
