import { Problem } from '../problem.ts';

/** Failed sign-ins that one address may make within {@link WINDOW_MS}. */
const MOST = 10;

const WINDOW_MS = 60_000;

/** Addresses that are remembered at most. */
const ADDRESSES = 10_000;

/** Slows down whoever tries keys. */
export interface Attempts {
  /** @throws a 429 for an address that has failed too often. */
  check(address: string): void;
  fail(address: string): void;
}

/** Counts failed sign-ins by address. */
export function createAttempts(now: () => number = Date.now): Attempts {
  /** When the last failures were, oldest first. */
  const failures = new Map<string, number[]>();
  const recent = (address: string): number[] =>
    (failures.get(address) ?? []).filter((atMs) => now() - atMs < WINDOW_MS);
  return {
    check(address) {
      const times = recent(address);
      const [oldest] = times.slice(-MOST);
      if (times.length < MOST || oldest === undefined) return;
      const waitS = Math.ceil((oldest + WINDOW_MS - now()) / 1000);
      throw new Problem(429, `Too many keys that are not known here. Try again in ${waitS} s.`, [], waitS);
    },
    fail(address) {
      const times = [...recent(address), now()].slice(-MOST);
      failures.delete(address);
      failures.set(address, times);
      const [first] = failures.keys();
      if (failures.size > ADDRESSES && first !== undefined) failures.delete(first);
    },
  };
}
