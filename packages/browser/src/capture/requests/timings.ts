import { withoutFragment } from '../../assemble/redact-url.ts';
import type { Page } from '../../capture.ts';

/** So long after its answer came a request waits for what the network says of it; until its body has been read, that may be nothing. */
const WAIT_MS = 10_000;
/** What the network says waits so long for more of it: each by itself would cost the page three times as much. */
const GATHER_MS = 100;
/** Requests that are known at once. Those that never end, such as streams, leave room for others. */
const MAX_KNOWN = 500;

type Told = (entry: PerformanceResourceTiming | undefined) => void;

/** A request that is under way, or waits for its timing. */
export interface TimedRequest {
  /** Address as it was asked for, without its fragment. */
  readonly name: string;
  /** Performance time before it was sent. */
  readonly start: number;
  entry?: PerformanceResourceTiming;
  /** Told of the timing, once it has ended. */
  told?: Told;
  until?: number;
}

/** Finds to each request what the Resource Timing API says of it. */
export interface Timings {
  /** A request begins. */
  expect(url: string): TimedRequest;
  /**
   * It has ended: `told` is called once, with its timing, or with nothing where none comes in time. Of a request without an answer there is
   * none to wait for.
   */
  settle(request: TimedRequest, isAnswered: boolean, told: Told): void;
}

/** One observer for all requests; what it tells is looked up by address. */
export function createTimings(page: Page): Timings {
  const known = new Set<TimedRequest>();
  let isWaiting = false;
  let seen: PerformanceEntry[] = [];

  const finish = (request: TimedRequest): void => {
    known.delete(request);
    request.told?.(request.entry);
  };
  const sweep = (until: number): void => {
    for (const request of known) if (request.until !== undefined && request.until <= until) finish(request);
  };
  const sweepLater = (): void => {
    if (isWaiting) return;
    isWaiting = true;
    page.after(WAIT_MS, () => {
      isWaiting = false;
      sweep(performance.now());
      if (known.size > 0) sweepLater();
    });
  };
  const take = (entry: PerformanceResourceTiming): void => {
    let best: TimedRequest | undefined;
    const name = withoutFragment(entry.name);
    // Of several to one address the last that began before it.
    for (const request of known) {
      if (request.name === name && !request.entry && request.start <= entry.startTime + 1) best = request;
    }
    if (!best) return;
    best.entry = entry;
    if (best.told) finish(best);
  };

  const takeAll = (): void => {
    const all = seen;
    seen = [];
    for (const entry of all) if (entry instanceof PerformanceResourceTiming && isCall(entry)) take(entry);
  };
  page.observe('resource', (entries) => {
    if (seen.length === 0) page.after(GATHER_MS, takeAll);
    seen.push(...entries);
  });
  page.on('leave', () => {
    takeAll();
    sweep(Infinity);
  });
  return {
    expect(url) {
      const request = { name: withoutFragment(url), start: performance.now() };
      known.add(request);
      const [oldest] = known;
      if (oldest && known.size > MAX_KNOWN) finish(oldest);
      return request;
    },
    settle(request, isAnswered, told) {
      request.told = told;
      request.until = performance.now() + WAIT_MS;
      if (request.entry || !isAnswered || !known.has(request)) finish(request);
      else sweepLater();
    },
  };
}

function isCall({ initiatorType }: PerformanceResourceTiming): boolean {
  return initiatorType === 'fetch' || initiatorType === 'xmlhttprequest';
}
