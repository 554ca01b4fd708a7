import type { Scope } from '../scope.ts';
import type { Failing, Silent, Slow } from './rules.ts';
import { duration, moment, percent } from './wording.ts';

/** Something that needs a look. */
export interface Finding {
  service: string;
  kind: 'failing' | 'slow' | 'silent';
  headline: string;
  detail: string;
  onsetUnixNano: string;
  usual: number | null;
  now: number;
  unit: 'ratio' | 'ms' | 's';
  near: { deployment: { service: string; release: string; atUnixNano: string } } | null;
  link: { text: string; href: string };
}

interface Suspect {
  readonly service: string;
  readonly hasEntries: boolean;
  /** To the minute. */
  readonly onsetMs: number;
  /** What is worst comes first. */
  readonly weight: number;
}

/** What the rules say of one service, before the exact moments are known. */
export type Suspicion = Suspect &
  (
    | ({ readonly kind: 'failing' } & Failing)
    | ({ readonly kind: 'slow' } & Slow)
    | ({ readonly kind: 'silent' } & Silent)
  );

const MINUTE_MS = 60_000;

/** A suspicion in words, with numbers for programs and an address of the pages. */
export function describe(
  suspicion: Suspicion,
  onsetNano: string | undefined,
  release: { release: string; atNano: string } | undefined,
  scope: Scope,
  toMs: number,
): Finding {
  const { service } = suspicion;
  const onset = onsetNano ?? `${suspicion.onsetMs}000000`;
  const onsetMs = Number(BigInt(onset) / 1_000_000n);
  const near = release ? { deployment: { service, release: release.release, atUnixNano: release.atNano } } : null;
  const base = { service, kind: suspicion.kind, onsetUnixNano: onset, near };
  const began = `began ${moment(onsetMs, toMs)}${release ? `, ${sinceRelease(onset, release)}` : ''}`;
  const until = linkTo(scope, service, onsetMs - 5 * MINUTE_MS, toMs);
  if (suspicion.kind === 'failing') {
    return {
      ...base,
      headline: `${service}: ${percent(suspicion.now)} of requests fail`,
      detail: failingDetail(suspicion, began),
      usual: suspicion.usual,
      now: suspicion.now,
      unit: 'ratio',
      link: { text: `Failed requests of ${service}`, href: `${until}&q=status:error` },
    };
  }
  if (suspicion.kind === 'slow') {
    const over = encodeURIComponent(`duration>${Math.round(suspicion.usualMs)}ms`);
    return {
      ...base,
      headline: `${service}: p95 is ${duration(suspicion.nowMs)}`,
      detail: `usual ${duration(suspicion.usualMs)}; ${began}`,
      usual: suspicion.usualMs,
      now: suspicion.nowMs,
      unit: 'ms',
      link: { text: `Slow requests of ${service}`, href: `${until}&q=${over}` },
    };
  }
  const silentMs = toMs - onsetMs;
  return {
    ...base,
    headline: `${service}: no requests for ${duration(silentMs)}`,
    detail: `usual one every ${duration(suspicion.usualMs)}; last ${moment(onsetMs, toMs)}`,
    usual: suspicion.usualMs / 1000,
    now: silentMs / 1000,
    unit: 's',
    link: {
      text: `Last requests of ${service}`,
      href: linkTo(scope, service, onsetMs - 10 * MINUTE_MS, onsetMs + MINUTE_MS),
    },
  };
}

function failingDetail({ usual, isChronic }: Failing, began: string): string {
  if (usual === null) return `${began}; too little is known yet to say what is usual`;
  return isChronic
    ? `usual ${percent(usual)}: it has been failing like this for the last day`
    : `usual ${percent(usual)}; ${began}`;
}

function sinceRelease(onsetNano: string, { release, atNano }: { release: string; atNano: string }): string {
  const ms = Number((BigInt(onsetNano) - BigInt(atNano)) / 1_000_000n);
  return ms < 1000 ? `with release ${release}` : `${duration(Math.round(ms / 1000) * 1000)} after release ${release}`;
}

/** An address of the traces page that shows one service. */
function linkTo(scope: Scope, service: string, fromMs: number, toMs: number): string {
  const iso = (ms: number): string => new Date(Math.max(0, ms)).toISOString();
  const narrowed = [
    ['service', service],
    ...scope.environments.map((name) => ['env', name]),
    ...scope.releases.map((name) => ['release', name]),
  ].map(([key, value]) => `${key}=${encodeURIComponent(value ?? '')}`);
  return `/traces?${[`t=${iso(fromMs)}/${iso(toMs)}`, ...narrowed].join('&')}`;
}
