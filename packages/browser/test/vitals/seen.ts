/** What a page saw by itself: `fixtures/vitals-oracle.js`. Times in milliseconds since its start. */
export interface Seen {
  readonly timeOrigin: number;
  readonly responseStart: number;
  readonly activationStart: number;
  readonly firstPaint: number;
  readonly paints: readonly { startTime: number; url: string }[];
  readonly shifts: readonly Shift[];
  readonly events: readonly { startTime: number; duration: number; interactionId: number; name: string }[];
  readonly soft: readonly SoftNavigation[];
  readonly interactionPaints: readonly { interactionId: number; renderTime: number }[];
  readonly restored: { startTime: number; painted: number | null } | null;
}

/** One shift of what stands in the page. */
export interface Shift {
  readonly startTime: number;
  readonly value: number;
  readonly hadRecentInput: boolean;
}

/** A change of route that the browser saw. */
export interface SoftNavigation {
  readonly url: string;
  readonly startTime: number;
  readonly interactionId: number;
  readonly painted: number;
  readonly largest: number | null;
}

/** Values of one view. Milliseconds; of `cls` a score. */
export type Vitals = Partial<Record<'lcp' | 'fcp' | 'ttfb' | 'cls' | 'inp', number>>;

/**
 * The score of shifts: the largest sum of a window, which a second without a shift ends, and five seconds in any case. Shifts by somebody's input
 * count for nothing. https://web.dev/articles/cls#what-is-cls
 */
export function scoreOf(shifts: readonly Shift[]): number {
  let best = 0;
  let window = { first: -Infinity, last: -Infinity, sum: 0 };
  for (const { startTime, value, hadRecentInput } of shifts) {
    if (hadRecentInput) continue;
    const goesOn = startTime - window.last < 1000 && startTime - window.first < 5000;
    window = goesOn
      ? { ...window, last: startTime, sum: window.sum + value }
      : { first: startTime, last: startTime, sum: value };
    best = Math.max(best, window.sum);
  }
  return best;
}

/** The longest interaction, which is the one that counts where there are fewer than fifty. https://web.dev/articles/inp#what-is-inp */
export function longestOf(events: Seen['events']): number | undefined {
  const lengths = events.filter(({ interactionId }) => interactionId > 0).map(({ duration }) => duration);
  return lengths.length > 0 ? Math.max(...lengths) : undefined;
}

/** The vitals of a page load, up to `end`. */
export function loadVitals(seen: Seen, end = Infinity): Vitals {
  const since = (time: number): number => Math.max(0, time - seen.activationStart);
  const inp = longestOf(seen.events.filter(({ startTime }) => startTime < end));
  return {
    ttfb: since(seen.responseStart),
    fcp: since(seen.firstPaint),
    lcp: since(seen.paints.at(-1)?.startTime ?? Number.NaN),
    cls: scoreOf(seen.shifts.filter(({ startTime }) => startTime < end)),
    ...(inp !== undefined && { inp }),
  };
}

/** The vitals of the routes that the browser saw begin, by the path of each. */
export function routeVitals(seen: Seen): Map<string, Vitals> {
  const routes = new Map<string, Vitals>();
  for (const [at, { url, startTime, interactionId, painted, largest }] of seen.soft.entries()) {
    const end = seen.soft[at + 1]?.startTime ?? Infinity;
    const isIn = (entry: { startTime: number }): boolean => entry.startTime > startTime && entry.startTime < end;
    const paints = seen.interactionPaints.filter((paint) => paint.interactionId === interactionId);
    const lcp = Math.max(largest ?? 0, ...paints.map(({ renderTime }) => renderTime)) - startTime;
    const inp = longestOf(seen.events.filter(isIn));
    routes.set(new URL(url).pathname, {
      fcp: painted - startTime,
      lcp,
      cls: scoreOf(seen.shifts.filter(isIn)),
      ...(inp !== undefined && { inp }),
    });
  }
  return routes;
}
