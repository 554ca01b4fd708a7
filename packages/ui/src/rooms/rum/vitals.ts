/** What the vitals of a site say: how good each is, and how that is put into words. */
import type { Vital } from '../../ask/types.ts';
import { formatDuration, formatNumber } from '../../parts/format.ts';
import type { StatusKind } from '../../parts/status.tsx';

export type VitalName = Vital['name'];

export interface VitalFacts {
  readonly name: VitalName;
  readonly short: string;
  /** What it measures, for those who do not know the letters. */
  readonly words: string;
  /** Up to here it is good, above the second it is poor: ms, for `cls` a plain score. Source: web.dev/articles/vitals. */
  readonly good: number;
  readonly poor: number;
}

/** In the order in which a visitor meets them. The first three are the Core Web Vitals. */
export const VITALS: readonly VitalFacts[] = [
  { name: 'lcp', short: 'LCP', words: 'largest paint', good: 2500, poor: 4000 },
  { name: 'inp', short: 'INP', words: 'answer to an interaction', good: 200, poor: 500 },
  { name: 'cls', short: 'CLS', words: 'layout shift', good: 0.1, poor: 0.25 },
  { name: 'fcp', short: 'FCP', words: 'first paint', good: 1800, poor: 3000 },
  { name: 'ttfb', short: 'TTFB', words: 'first byte', good: 800, poor: 1800 },
];

export type Rating = 'good' | 'needs improvement' | 'poor';

export function ratingOf({ good, poor }: VitalFacts, value: number): Rating {
  if (value <= good) return 'good';
  return value <= poor ? 'needs improvement' : 'poor';
}

export const STATUS_OF: Readonly<Record<Rating, StatusKind>> = {
  good: 'ok',
  'needs improvement': 'warn',
  poor: 'error',
};

export function formatVital(name: VitalName, value: number | null): string {
  return name === 'cls' ? formatNumber(value) : formatDuration(value);
}

const HOW_BAD: Readonly<Record<Rating, number>> = { good: 0, 'needs improvement': 1, poor: 2 };

/** "Is it good?" in words: `LCP is poor, 4.2 s at p75; the other 4 are good` */
export function headlineOf(vitals: readonly Vital[]): string {
  const rated = VITALS.flatMap((facts) => {
    const value = vitals.find(({ name }) => name === facts.name)?.p75 ?? null;
    return value === null ? [] : [{ facts, value, rating: ratingOf(facts, value) }];
  });
  if (rated.length === 0) return 'No web vitals';
  const bad = rated.filter(({ rating }) => rating !== 'good').sort((a, b) => HOW_BAD[b.rating] - HOW_BAD[a.rating]);
  if (bad.length === 0)
    return rated.length === 1 ? 'The one web vital is good' : `All ${rated.length} web vitals are good`;
  const said = bad.map(({ facts, value, rating }) => {
    const verb = rating === 'poor' ? 'is poor' : 'needs improvement';
    return `${facts.short} ${verb} (p75 ${formatVital(facts.name, value)})`;
  });
  const rest = rated.length - bad.length;
  const others = rest === 0 ? '' : `; the other ${rest === 1 ? 'is' : `${rest} are`} good`;
  return said.join(', ') + others;
}

/** The vitals of each key, the keys with the most measurements first. */
export function byKey(
  vitals: readonly Vital[],
): { readonly key: string; readonly of: ReadonlyMap<VitalName, Vital> }[] {
  const keys = new Map<string, Map<VitalName, Vital>>();
  for (const vital of vitals) {
    const known = keys.get(vital.key) ?? new Map<VitalName, Vital>();
    keys.set(vital.key, known.set(vital.name, vital));
  }
  const measured = (of: ReadonlyMap<VitalName, Vital>): number =>
    Math.max(...[...of.values()].map(({ count }) => count));
  return [...keys].map(([key, of]) => ({ key, of })).sort((a, b) => measured(b.of) - measured(a.of));
}
