import type { Answer, Scope } from '../scope.ts';
import type { Source } from '../statement.ts';
import { describe, type Finding, type Suspicion } from './describe.ts';
import { momentsOf, type Wanted } from './moments.ts';
import { judgeFailing, judgeSilent, judgeSlow, slowSince, USUAL_MS, WINDOW_MS } from './rules.ts';
import { releasesOf, slownessOf, trafficOf, type Traffic } from './traffic.ts';

const MINUTE_MS = 60_000;

/** A release counts as near when it was first seen this long before the onset. */
const NEAR_MS = 30 * MINUTE_MS;

/** More than a reader can look at. */
const MAX_FINDINGS = 50;

/** What needs a look, worst first, and among how many services. */
export interface Findings {
  items: Finding[];
  services: number;
}

/**
 * What needs a look at the end of the range: `rules.ts` says by which rules. The answer covers the day before that end, whatever the start of the range.
 *
 * @param nowMs a range that ends later ends then: what has not happened yet is not silence.
 */
export async function askFindings(source: Source, asked: Scope, nowMs: number): Promise<Answer<Findings>> {
  const toMs = Math.min(asked.range.toMs, nowMs);
  const endMs = Math.ceil(toMs / MINUTE_MS) * MINUTE_MS;
  const scope = { ...asked, range: { fromMs: Math.max(0, endMs - USUAL_MS - WINDOW_MS), toMs: endMs } };
  const traffic = await trafficOf(source, scope, endMs);
  const suspicions = await suspicionsOf(source, scope, traffic, endMs);
  const worst = suspicions
    .toSorted((a, b) => b.weight - a.weight || (a.service < b.service ? -1 : 1))
    .slice(0, MAX_FINDINGS);
  const near = await nearReleases(source, scope, worst);
  const onsets = await momentsOf(
    source,
    scope,
    worst.map((suspicion, i) => onsetWanted(suspicion, near[i], endMs)),
  );
  const items = worst.map((suspicion, i) => describe(suspicion, onsets[i], near[i], asked, toMs));
  return { range: { fromMs: scope.range.fromMs, toMs }, body: { items, services: traffic.length } };
}

/** What the rules say of each service. */
async function suspicionsOf(
  source: Source,
  scope: Scope,
  traffic: readonly Traffic[],
  endMs: number,
): Promise<Suspicion[]> {
  const found: Suspicion[] = [];
  const slow = traffic.flatMap((one) => {
    const verdict = judgeSlow(one.blocks);
    return verdict ? [{ one, verdict }] : [];
  });
  const slowness = await slownessOf(
    source,
    scope,
    slow.map(({ one }) => one.service),
  );
  for (const { one, verdict } of slow) {
    const onsetMs = slowSince(slowness.get(one.service) ?? [], verdict, endMs);
    found.push({ ...named(one), kind: 'slow', ...verdict, onsetMs, weight: 1 - verdict.usualMs / verdict.nowMs });
  }
  for (const one of traffic) {
    const failing = judgeFailing(one.minutes, endMs);
    // New trouble before silence, silence before slowness, and what fails no more than usual last.
    if (failing) {
      const weight = failing.isChronic ? failing.now - 1 : 3 + failing.now - (failing.usual ?? 0);
      found.push({ ...named(one), kind: 'failing', ...failing, weight });
    }
    const silent = judgeSilent(one.minutes, endMs);
    if (silent)
      found.push({
        ...named(one),
        kind: 'silent',
        ...silent,
        onsetMs: silent.lastMinuteMs,
        weight: 2 + 1 / (1 + silent.usualMs),
      });
  }
  return found;
}

function named({ service, hasEntries }: Traffic): { service: string; hasEntries: boolean } {
  return { service, hasEntries };
}

/** For each suspicion, the latest release that its service first showed shortly before the onset, and not the first one it had. */
async function nearReleases(
  source: Source,
  scope: Scope,
  suspicions: readonly Suspicion[],
): Promise<({ release: string; atNano: string } | undefined)[]> {
  if (suspicions.length === 0) return [];
  const releases = await releasesOf(source, scope);
  const candidates = suspicions.map(({ service, onsetMs }) =>
    (releases.get(service) ?? []).slice(1).findLast(({ atMs }) => atMs <= onsetMs && atMs >= onsetMs - NEAR_MS),
  );
  const wanted = suspicions.flatMap(({ service, hasEntries }, i): Wanted[] => {
    const candidate = candidates[i];
    if (!candidate) return [];
    const range = { fromMs: candidate.atMs, toMs: candidate.atMs + MINUTE_MS };
    return [{ service, hasEntries, range, which: { release: candidate.release } }];
  });
  const moments = await momentsOf(source, scope, wanted);
  let next = 0;
  return candidates.map((candidate) => {
    if (!candidate) return undefined;
    const atNano = moments[next++] ?? `${candidate.atMs}000000`;
    return { release: candidate.release, atNano };
  });
}

/** The request that a suspicion began with, within its minute and not before the release that may have caused it. */
function onsetWanted(suspicion: Suspicion, near: { atNano: string } | undefined, endMs: number): Wanted {
  const { service, hasEntries, onsetMs } = suspicion;
  const releaseMs = near ? Math.floor(Number(near.atNano) / 1e6) : 0;
  const range = { fromMs: Math.max(onsetMs, releaseMs), toMs: Math.min(endMs, onsetMs + MINUTE_MS) };
  switch (suspicion.kind) {
    case 'failing':
      return { service, hasEntries, range, which: 'first failed' };
    case 'slow':
      return { service, hasEntries, range, which: { slowerThanMs: suspicion.usualMs } };
    default:
      return { service, hasEntries, range: { ...range, fromMs: onsetMs }, which: 'last' };
  }
}
