/**
 * Requests of services, from whichever table answers them quicker.
 *
 * A request is a server or consumer span; for a service that has neither (a cron job, a page) its root spans stand in. A span sampled with
 * probability p counts 1/p times (`Weight`); percentiles come from weighted t-digests (T. Dunning, O. Ertl, "Computing Extremely Accurate
 * Quantiles Using t-Digests", arXiv:1902.04023), which the roll-ups keep as states.
 */
import { bounded } from './bounds.ts';
import { filtersSql } from './conditions.ts';
import type { Scope, TimeRange } from './scope.ts';
import { slicesOf, UNITS, type Slice } from './slices.ts';
import type { Binder, Source } from './statement.ts';

/** Ranges of this length and longer are answered from a roll-up, where its keys suffice. */
const ROLL_UP_FROM_MS: number = 3_600_000;

const MINUTE_MS = 60_000;

/** A day has at most 48 of them, a month 150. */
const FEW_UNITS = 200;

/** The kinds that make a span a request. */
export const IS_ENTRY = "SpanKind IN ('Server', 'Consumer')";

/** Percentiles that all tables answer, in this order. */
const LEVELS = '0.5, 0.75, 0.9, 0.95, 0.99';

/** How to ask one table for requests: its rows, and its expressions for sums over them. */
export interface Requests {
  /** Whole minutes where a roll-up answers, up to now. */
  readonly range: TimeRange;
  /** `FROM … WHERE …`: the requests of the scope. */
  readonly from: string;
  /** Whether a row is of server or consumer spans; else it is of other roots. */
  readonly entry: string;
  /** Start of a row, or of its minute or longer unit, in milliseconds since the epoch. */
  readonly timeMs: string;
  /** Start of the last span, in nanoseconds since the epoch. */
  readonly lastNano: string;
  /** Whether `lastNano` is the start of the minute of that span only. */
  readonly isLastMinute: boolean;
  /** The namespace of the service as its last span has it; `undefined` where that is not known without reading maps. */
  readonly namespace: string | undefined;
  readonly requests: string;
  readonly errors: string;
  /** Spans behind the requests: what a statistical test may count. */
  readonly sampled: string;
  readonly sampledErrors: string;
  /** Nanoseconds that all requests together took. */
  readonly durations: string;
  /** Nanoseconds of the percentiles 50, 75, 90, 95 and 99, as an array. */
  readonly quantiles: string;
}

/** What decides on the table. */
export interface RequestsChoice {
  /** Distance of points: roll-ups have whole minutes only, and longer units where they fit into it. */
  readonly stepMs?: number;
  /** Takes a roll-up for short ranges too. */
  readonly preferMinutes?: boolean;
  /** Tells operations of a service apart. */
  readonly byOperation?: boolean;
}

/** Chooses the table for the requests of a scope. */
export function requestsOf(source: Source, bind: Binder, scope: Scope, choice: RequestsChoice = {}): Requests {
  const isLong = scope.range.toMs - scope.range.fromMs >= ROLL_UP_FROM_MS;
  const fitsMinutes = (choice.stepMs ?? MINUTE_MS) % MINUTE_MS === 0;
  if ((isLong || choice.preferMinutes === true) && fitsMinutes) {
    const ofServices = choice.byOperation === true ? undefined : filtersSql(bind, scope, 'services');
    if (ofServices) return fromServices(source, bind, scope, ofServices, choice.stepMs);
    const ofOperations = filtersSql(bind, scope, 'minutes');
    if (ofOperations) return fromMinutes(source, bind, scope, ofOperations);
  }
  return fromSpans(source, bind, scope);
}

/** The requests of a scope, span by span. */
export function fromSpans(source: Source, bind: Binder, scope: Scope, conditions: readonly string[] = []): Requests {
  const weight = 'toFloat64(Weight)';
  const filters = filtersSql(bind, scope, 'spans') ?? [];
  return {
    range: scope.range,
    from: bounded(source, bind, 'otel_traces', scope, [`${IS_ENTRY} OR IsRoot`, ...filters, ...conditions]),
    entry: IS_ENTRY,
    timeMs: 'toUnixTimestamp64Milli(Timestamp)',
    lastNano: 'toUnixTimestamp64Nano(max(Timestamp))',
    isLastMinute: false,
    namespace: undefined,
    requests: `sum(${weight})`,
    errors: `sumIf(${weight}, StatusCode = 'Error')`,
    sampled: 'count()',
    sampledErrors: "countIf(StatusCode = 'Error')",
    durations: `sum(Duration * ${weight})`,
    quantiles: `quantilesTDigestWeighted(${LEVELS})(Duration, toUInt32(round(Weight)))`,
  };
}

/** The roll-up of operations. */
function fromMinutes(source: Source, bind: Binder, scope: Scope, filters: readonly string[]): Requests {
  const range = wholeMinutes(scope.range);
  return {
    range: untilNow(range, scope.range),
    from: bounded(source, bind, 'otel_traces_1m', { ...scope, range }, filters),
    entry: IS_ENTRY,
    timeMs: 'toInt64(toUnixTimestamp(Minute)) * 1000',
    lastNano: 'toInt64(toUnixTimestamp(max(Minute))) * 1000000000',
    isLastMinute: true,
    namespace: undefined,
    requests: 'sum(Requests)',
    errors: "sumIf(Requests, StatusCode = 'Error')",
    sampled: 'sum(Sampled)',
    sampledErrors: "sumIf(Sampled, StatusCode = 'Error')",
    durations: 'sum(DurationSum)',
    quantiles: `quantilesTDigestWeightedMerge(${LEVELS})(Durations)`,
  };
}

/** The roll-up of services. */
function fromServices(
  source: Source,
  bind: Binder,
  scope: Scope,
  filters: readonly string[],
  stepMs: number | undefined,
): Requests {
  const range = wholeMinutes(scope.range);
  const units = UNITS.filter((seconds) => stepMs === undefined || stepMs % (seconds * 1000) === 0);
  const slices = slicesOf(range, units);
  return {
    range: untilNow(range, scope.range),
    from: bounded(source, bind, 'otel_traces_services', { ...scope, range }, [within(bind, slices), ...filters]),
    entry: 'IsEntry',
    timeMs: 'toInt64(toUnixTimestamp(Time)) * 1000',
    lastNano: 'toUnixTimestamp64Nano(max(Last))',
    isLastMinute: false,
    namespace: 'argMaxMerge(Namespace)',
    requests: 'sum(Requests)',
    errors: 'sum(Errors)',
    sampled: 'sum(Sampled)',
    sampledErrors: 'sum(SampledErrors)',
    durations: 'sum(DurationSum)',
    quantiles: `quantilesTDigestWeightedMerge(${LEVELS})(Durations)`,
  };
}

/** Whether a row is of the slices: by its start where they are few units, which the engine has analysed sooner than as many ranges. */
function within(bind: Binder, slices: readonly Slice[]): string {
  const starts = slices.reduce((sum, { seconds, fromMs, toMs }) => sum + (toMs - fromMs) / (seconds * 1000), 0);
  if (starts <= FEW_UNITS) return `(Seconds, Time) IN (${slices.flatMap(startsOf).join(', ')})`;
  const ranges = slices.map(
    ({ seconds, fromMs, toMs }) =>
      `Seconds = ${seconds} AND Time >= ${second(bind, fromMs)} AND Time < ${second(bind, toMs)}`,
  );
  return ranges.join(' OR ');
}

function startsOf({ seconds, fromMs, toMs }: Slice): string[] {
  const count = (toMs - fromMs) / (seconds * 1000);
  return Array.from({ length: count }, (_, at) => `(${seconds}, ${fromMs / 1000 + at * seconds})`);
}

/** Of the column's own type, which is compared without a conversion; the type ends in 2106. */
function second(bind: Binder, ms: number): string {
  return `toDateTime(${bind('UInt32', Math.min(ms / 1000, 2 ** 32 - 1))}, 'UTC')`;
}

function wholeMinutes({ fromMs, toMs }: TimeRange): TimeRange {
  return { fromMs: Math.floor(fromMs / MINUTE_MS) * MINUTE_MS, toMs: Math.ceil(toMs / MINUTE_MS) * MINUTE_MS };
}

/** Of a minute that has just begun nothing is missing: what is counted per second is counted up to now. */
function untilNow({ fromMs, toMs }: TimeRange, asked: TimeRange): TimeRange {
  return { fromMs, toMs: Math.min(toMs, Math.max(asked.toMs, Date.now())) };
}

/** Keeps, of what was grouped by service and by being an entry, the entries; the roots where a service has no entry. */
export const BEST_ENTRY = `SELECT *, max(entry) OVER (PARTITION BY service) AS best`;

/** The same of few rows, which costs less here: the engine takes longer to analyse a statement with windows than to answer it. */
export function bestEntries<Row extends { readonly service: string; readonly entry: number }>(
  rows: readonly Row[],
): Row[] {
  const withEntries = new Set(rows.filter(({ entry }) => entry === 1).map(({ service }) => service));
  return rows.filter(({ service, entry }) => entry === 1 || !withEntries.has(service));
}

/** Percentiles of a row, in milliseconds. */
export interface Percentiles {
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
}

/** Percentiles of a row whose `q` is {@link Requests.quantiles}. */
export function percentilesOf(q: readonly (number | null)[]): Percentiles {
  return { p50Ms: msOf(q[0]), p95Ms: msOf(q[3]), p99Ms: msOf(q[4]) };
}

/** Nanoseconds of the engine in milliseconds; its NaN arrives as null. */
function msOf(nanoseconds: number | null | undefined): number | null {
  return nanoseconds === null || nanoseconds === undefined ? null : nanoseconds / 1e6;
}
