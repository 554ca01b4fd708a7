/** The answers, worked out again in plain TypeScript from the spans: what the API must say. */
import { WEIGHT_OF } from './population.ts';
import type { TestSpan } from './rows.ts';

export interface Narrowed {
  fromMs: number;
  toMs: number;
  keep?: (span: TestSpan) => boolean;
}

export interface OracleTraffic {
  requests: number;
  errors: number;
  lastSeen: bigint;
  releases: string[];
  environments: string[];
  /** Durations in nanoseconds with what each stands for. */
  durations: [number, number][];
}

const startMs = (span: TestSpan): number => Number(span.start) / 1e6;

export function weightOf(span: TestSpan): number {
  const weight = WEIGHT_OF.get(span.traceState);
  if (weight === undefined) throw new Error(`no weight known for ${span.traceState}`);
  return weight;
}

export function inRange(spans: readonly TestSpan[], { fromMs, toMs, keep = () => true }: Narrowed): TestSpan[] {
  return spans.filter((span) => startMs(span) >= fromMs && startMs(span) < toMs && keep(span));
}

/** Server and consumer spans of each service; its roots where it has neither. */
export function requestsOf(spans: readonly TestSpan[], narrowed: Narrowed): Map<string, TestSpan[]> {
  const found = inRange(spans, narrowed);
  const services = [...new Set(found.map((span) => span.service))];
  const entries = services.map((service): [string, TestSpan[]] => {
    const own = found.filter((span) => span.service === service);
    const entry = own.filter((span) => span.kind === 'Server' || span.kind === 'Consumer');
    return [service, entry.length > 0 ? entry : own.filter((span) => span.parentSpanId === '')];
  });
  return new Map(entries.filter(([, own]) => own.length > 0));
}

export function trafficOf(requests: readonly TestSpan[]): OracleTraffic {
  const sum = (some: readonly TestSpan[]): number => some.reduce((total, span) => total + weightOf(span), 0);
  const distinct = (key: string): string[] =>
    [...new Set(requests.map((span) => span.resource[key] ?? ''))].filter((value) => value !== '').sort();
  return {
    requests: sum(requests),
    errors: sum(requests.filter((span) => span.status === 'Error')),
    lastSeen: requests.reduce((last, span) => (span.start > last ? span.start : last), 0n),
    releases: distinct('service.version'),
    environments: distinct('deployment.environment.name'),
    durations: requests.map((span) => [span.duration, weightOf(span)]),
  };
}

/** The share of the weight that lies at or below a value: what a quantile of level q should make q. */
export function rankOf(durations: readonly [number, number][], nanoseconds: number): { below: number; upTo: number } {
  const total = durations.reduce((sum, [, weight]) => sum + weight, 0);
  const part = (keep: (duration: number) => boolean): number =>
    durations.filter(([duration]) => keep(duration)).reduce((sum, [, weight]) => sum + weight, 0) / total;
  return {
    below: part((duration) => duration < nanoseconds * 0.999),
    upTo: part((duration) => duration <= nanoseconds * 1.001),
  };
}

export interface OracleTrace {
  traceId: string;
  rootService: string;
  rootName: string;
  start: bigint;
  durationNano: bigint;
  spans: number;
  errors: number;
  services: string[];
  all: TestSpan[];
}

/** Traces of which one span in the range is kept, each in whole. */
export function tracesOf(spans: readonly TestSpan[], narrowed: Narrowed): OracleTrace[] {
  const found = new Set(inRange(spans, narrowed).map((span) => span.traceId));
  const byId = new Map<string, Map<string, TestSpan>>();
  for (const span of spans) {
    if (!found.has(span.traceId)) continue;
    const trace = byId.get(span.traceId) ?? new Map<string, TestSpan>();
    byId.set(span.traceId, trace.set(span.spanId, span));
  }
  return [...byId].map(([traceId, trace]) => traceOf(traceId, [...trace.values()]));
}

function traceOf(traceId: string, all: TestSpan[]): OracleTrace {
  const byStart = all.toSorted((a, b) => (a.start < b.start ? -1 : 1));
  const root = byStart.find((span) => span.parentSpanId === '') ?? byStart[0];
  const start = byStart[0]?.start ?? 0n;
  const end = all.reduce(
    (last, span) => (span.start + BigInt(span.duration) > last ? span.start + BigInt(span.duration) : last),
    0n,
  );
  return {
    traceId,
    rootService: root?.service ?? '',
    rootName: root?.name ?? '',
    start,
    durationNano: end - start,
    spans: all.length,
    errors: all.filter((span) => span.status === 'Error').length,
    services: [...new Set(all.map((span) => span.service))].sort(),
    all,
  };
}
