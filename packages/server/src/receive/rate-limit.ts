import { Refusal } from './refusal.ts';

/** Holds each sender to so many records a second. */
export interface RateLimit {
  /** @throws {@link Refusal} 429 when a sender has nothing left, with the seconds until it has. */
  check(sender: string): void;
  /** Takes off what a sender sent. A body is taken whole, so that a sender may come to owe, and then waits for longer. */
  spend(sender: string, records: number): void;
}

/** What a sender that was silent may send at once, in seconds' worth: exporters gather for as long before they send. */
const BURST_S = 10;

/**
 * A limit for each sender.
 *
 * @param perSecond records; 0 for none.
 * @param now seconds.
 */
export function createRateLimit(perSecond: number, now: () => number = () => performance.now() / 1000): RateLimit {
  if (perSecond === 0) return { check: () => undefined, spend: () => undefined };
  /** By key, of which there are as many as people made. */
  const senders = new Map<string, { left: number; at: number }>();
  const most = perSecond * BURST_S;
  const accountOf = (sender: string): { left: number; at: number } => {
    const account = senders.get(sender) ?? { left: most, at: now() };
    senders.set(sender, account);
    const at = now();
    account.left = Math.min(most, account.left + (at - account.at) * perSecond);
    account.at = at;
    return account;
  };
  return {
    check(sender) {
      const { left } = accountOf(sender);
      if (left > 0) return;
      const retryAfterS = Math.max(1, Math.ceil(-left / perSecond));
      throw new Refusal(429, `this key may send ${perSecond} records a second; send again in ${retryAfterS} s`, {
        retryAfterS,
        reason: 'over the rate limit',
      });
    },
    spend(sender, records) {
      accountOf(sender).left -= records;
    },
  };
}
