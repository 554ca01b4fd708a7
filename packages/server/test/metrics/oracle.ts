/**
 * What series and percentiles must be, from the points that were sent, in plain TypeScript: no SQL, no code of the server. Percentiles are found by
 * halving: the least value whose share of all values reaches the level, where the share is the sum of what each bucket holds below it.
 */
import type { TestPoint } from './points.ts';

export interface Question {
  name: string;
  agg: string;
  by: readonly string[];
  fromMs: number;
  toMs: number;
  stepMs: number;
  keep?: (point: TestPoint) => boolean;
}

/** By the values of the labels, as JSON; then by the start of the step. */
export type OracleLines = Map<string, Map<number, number>>;

const timeMs = (one: TestPoint): number => Number(one.timeNano / 1_000_000n);

function labelOf(one: TestPoint, key: string): string {
  if (key.startsWith('resource.')) return one.resource[key.slice('resource.'.length)] ?? '';
  return key.startsWith('service.') ? (one.resource[key] ?? '') : (one.attributes[key] ?? '');
}

const seriesOf = (one: TestPoint): string =>
  JSON.stringify([sorted(one.resource), sorted(one.attributes), one.temporality]);

const sorted = (labels: Record<string, string>): [string, string][] =>
  Object.entries(labels).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** A point with what came since the one before. */
interface Came {
  at: TestPoint;
  before: TestPoint | undefined;
  seconds: number;
}

/** How far back a predecessor is looked for: a step, but 5 minutes at least and an hour at most. */
function lookBackMs(stepMs: number): number {
  if (stepMs < 300_000) return 300_000;
  return stepMs > 3_600_000 ? 3_600_000 : stepMs;
}

function cameOf(points: readonly TestPoint[], { fromMs, toMs, stepMs }: Question): Came[] {
  const counter = (one: TestPoint): number => (one.kind === 'sum' ? one.value : one.count);
  const readFrom = fromMs - lookBackMs(stepMs);
  const read = points.filter((one) => timeMs(one) >= readFrom && timeMs(one) < toMs && (one.flags & 1) === 0);
  const found: Came[] = [];
  const isDelta = (one: TestPoint): boolean => one.temporality === 'delta' && one.kind !== 'summary';
  for (const at of read.filter(isDelta)) {
    const seconds = at.startNano === 0n ? 0 : Number(at.timeNano - at.startNano) / 1e9;
    found.push({ at, before: undefined, seconds });
  }
  const streams = Map.groupBy(
    read.filter((one) => !isDelta(one)),
    (one) => `${seriesOf(one)} ${one.startNano} ${JSON.stringify(one.bounds)}`,
  );
  for (const stream of streams.values()) {
    stream.sort((a, b) => (a.timeNano < b.timeNano ? -1 : 1));
    for (const [i, at] of stream.entries()) {
      const before = stream[i - 1];
      if (before) {
        const isReset = counter(at) < counter(before);
        found.push({ at, before: isReset ? undefined : before, seconds: Number(at.timeNano - before.timeNano) / 1e9 });
      } else if (at.startNano >= BigInt(readFrom) * 1_000_000n && at.startNano < at.timeNano) {
        found.push({ at, before: undefined, seconds: Number(at.timeNano - at.startNano) / 1e9 });
      }
    }
  }
  return found.filter(({ at }) => timeMs(at) >= fromMs);
}

/** What each combination of labels has in each step, by an agg. */
export function oracleLines(points: readonly TestPoint[], question: Question): OracleLines {
  const { name, agg, by, fromMs, toMs, stepMs, keep = () => true } = question;
  const own = points.filter((one) => one.name === name && keep(one));
  const isLevel =
    own[0]?.kind === 'gauge' || (own[0]?.kind === 'sum' && !own[0].monotonic && own[0].temporality === 'cumulative');
  const rows: Came[] = isLevel
    ? own
        .filter((at) => timeMs(at) >= fromMs && timeMs(at) < toMs && (at.flags & 1) === 0 && Number.isFinite(at.value))
        .map((at) => ({ at, before: undefined, seconds: 0 }))
    : cameOf(
        own.filter((one) => one.kind !== 'sum' || Number.isFinite(one.value)),
        question,
      );
  const lines: OracleLines = new Map();
  const cells = Map.groupBy(rows, ({ at }) => {
    const labels = JSON.stringify(by.map((key) => labelOf(at, key)));
    return `${labels}\n${Math.floor(timeMs(at) / stepMs) * stepMs}`;
  });
  for (const [key, cell] of cells) {
    const [labels = '', step = ''] = key.split('\n');
    const covered = (Math.min(Number(step) + stepMs, toMs) - Math.max(Number(step), fromMs)) / 1000;
    const value = isLevel
      ? levelOf(
          cell.map(({ at }) => at),
          agg,
        )
      : cameValue(cell, agg, covered);
    if (value === undefined) continue;
    const line = lines.get(labels) ?? new Map<number, number>();
    line.set(Number(step), value);
    lines.set(labels, line);
  }
  return lines;
}

function levelOf(points: readonly TestPoint[], agg: string): number {
  const newest = (some: readonly TestPoint[]): number =>
    some.toSorted((a, b) => Number(a.timeNano - b.timeNano) || a.value - b.value).at(-1)?.value ?? Number.NaN;
  const values = points.map((one) => one.value);
  switch (agg) {
    case 'avg':
      return values.reduce((a, b) => a + b, 0) / values.length;
    case 'min':
      return Math.min(...values);
    case 'max':
      return Math.max(...values);
    case 'count':
      return values.length;
    case 'last':
      return newest(points);
    default:
      return [...Map.groupBy(points, seriesOf).values()].reduce((sum, series) => sum + newest(series), 0);
  }
}

function cameValue(cell: readonly Came[], agg: string, covered: number): number | undefined {
  const came = (field: 'value' | 'count' | 'sum'): number =>
    cell.reduce((sum, { at, before }) => sum + (at[field] ?? 0) - (before?.[field] ?? 0), 0);
  const counted = cell[0]?.at.kind === 'sum' ? 'value' : 'count';
  const level = /^p(\d+)$/.exec(agg)?.[1];
  if (level !== undefined) return percentile(cell, Number(level) / 100);
  switch (agg) {
    case 'rate':
      return cell.reduce((sum, { at, before, seconds }) => {
        return sum + (at[counted] - (before?.[counted] ?? 0)) / Math.max(covered, seconds);
      }, 0);
    case 'increase':
    case 'count':
      return came(counted);
    case 'sum':
      return came('sum');
    case 'avg':
      return came('count') > 0 ? came('sum') / came('count') : undefined;
    case 'min':
      return least(cell.flatMap(({ at }) => (at.count > 0 ? [at.min] : [])));
    default:
      return greatest(cell.flatMap(({ at }) => (at.count > 0 ? [at.max] : [])));
  }
}

/** A bucket, and the share of it that lies at or below a value. */
interface Bucket {
  low: number;
  high: number;
  count: number;
  below: (value: number) => number;
}

const isKnown = (value: number | undefined): value is number => value !== undefined;
const least = (values: readonly (number | undefined)[]): number | undefined =>
  values.length > 0 && values.every(isKnown) ? Math.min(...values) : undefined;
const greatest = (values: readonly (number | undefined)[]): number | undefined =>
  values.length > 0 && values.every(isKnown) ? Math.max(...values) : undefined;

function percentile(all: readonly Came[], level: number): number | undefined {
  const cell = all.filter(({ at, before }) => at.count > (before?.count ?? 0));
  const min = least(cell.map(({ at }) => at.min));
  const max = greatest(cell.map(({ at }) => at.max));
  const buckets = cell[0]?.at.kind === 'histogram' ? explicit(cell, min, max) : exponential(cell, min, max);
  const total = buckets.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return undefined;
  const share = (value: number): number => buckets.reduce((sum, one) => sum + one.count * one.below(value), 0);
  const filled = buckets.filter(({ count }) => count > 0);
  let low = Math.min(...filled.map((one) => one.low));
  let high = Math.max(...filled.map((one) => one.high));
  // A hair below: the sum of shares rounds.
  const wanted = level * total * (1 - 1e-12);
  if (share(low) >= wanted) return low;
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2;
    if (share(middle) >= wanted) high = middle;
    else low = middle;
  }
  return high;
}

const clamped = (value: number): number => Math.min(1, Math.max(0, value));

function linear(low: number, high: number, count: number): Bucket {
  const below = (value: number): number =>
    low === high ? Number(value >= low) : clamped((value - low) / (high - low));
  return { low, high, count, below };
}

function explicit(cell: readonly Came[], min: number | undefined, max: number | undefined): Bucket[] {
  return cell.flatMap(({ at, before }) =>
    at.counts.map((count, i) => {
      const first = at.bounds[0] ?? min ?? 0;
      const last = at.bounds.at(-1) ?? max ?? 0;
      const low = i === 0 ? (min ?? Math.min(0, first)) : Math.max(at.bounds[i - 1] ?? 0, min ?? -Infinity);
      const high = i === at.bounds.length ? (max ?? last) : Math.min(at.bounds[i] ?? 0, max ?? Infinity);
      return linear(low, Math.max(low, high), count - (before?.counts[i] ?? 0));
    }),
  );
}

function exponential(cell: readonly Came[], min: number | undefined, max: number | undefined): Bucket[] {
  const scale = Math.min(
    ...cell.map(({ at }) => at.scale),
    ...cell.flatMap(({ before }) => (before ? [before.scale] : [])),
  );
  const counts = { positive: new Map<number, number>(), negative: new Map<number, number>() };
  let zeros = 0;
  let threshold = 0;
  for (const { at, before } of cell) {
    for (const [one, sign] of [[at, 1] as const, ...(before ? [[before, -1] as const] : [])]) {
      zeros += sign * one.zeroCount;
      threshold = Math.max(threshold, one.zeroThreshold);
      for (const side of ['positive', 'negative'] as const) {
        for (const [i, count] of one[side].counts.entries()) {
          const index = Math.floor((one[side].offset + i) / 2 ** (one.scale - scale));
          counts[side].set(index, (counts[side].get(index) ?? 0) + sign * count);
        }
      }
    }
  }
  const filled = (side: 'positive' | 'negative'): [number, number][] =>
    [...counts[side]].filter(([, count]) => count > 0);
  const edge = (index: number): number => Math.pow(Math.pow(2, Math.pow(2, -scale)), index);
  const bucket = (index: number, count: number, sign: 1 | -1): Bucket => {
    const [near, far] = [edge(index), edge(index + 1)];
    const low = Math.max(sign === 1 ? near : -far, min ?? -Infinity);
    const high = Math.min(sign === 1 ? far : -near, max ?? Infinity);
    if (low >= high) return linear(low, low, count);
    const below = (value: number): number => {
      if (value <= low) return 0;
      return value >= high ? 1 : Math.log(value / low) / Math.log(high / low);
    };
    return { low, high, count, below };
  };
  const zero = linear(
    Math.max(filled('negative').length > 0 ? -threshold : 0, Math.min(0, min ?? -Infinity)),
    Math.min(filled('positive').length > 0 ? threshold : 0, Math.max(0, max ?? Infinity)),
    zeros,
  );
  return [
    ...filled('negative').map(([index, count]) => bucket(index, count, -1)),
    zero,
    ...filled('positive').map(([index, count]) => bucket(index, count, 1)),
  ];
}
