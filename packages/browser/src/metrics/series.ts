import { ATTR_OTEL_METRIC_OVERFLOW, SCOPE_API } from '@sightglass/api/semconv';
import { attempt } from '@sightglass/errors/browser/internal';
import type { Attributes, HistogramPoint, MetricRecord, NumberPoint } from '@sightglass/otlp';
import type { Page } from '../capture.ts';
import { runningPage } from '../tracing/running.ts';

/** What a name stands for. */
export type Kind = 'counter' | 'upDownCounter' | 'gauge' | 'histogram' | 'timer';

/** What is recorded waits for more of it this long. */
const WAIT_MS = 15_000;
const MAX_NAMES = 200;
const MAX_SERIES = 200;
/** Characters of the attributes of one series, as JSON. */
const MAX_ATTRIBUTES = 4096;

const SCOPE = { name: SCOPE_API };
/** https://opentelemetry.io/docs/specs/otel/metrics/api/#instrument-name-syntax; `sightglass.` is ours. */
const NAME = /^(?!sightglass\.)[A-Za-z][A-Za-z0-9_.\-/]{0,254}$/;

/** OpenTelemetry's boundaries, and those of `monitor` in other programs for seconds, so that both add up. */
const BOUNDS = {
  histogram: [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000],
  timer: [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 30, 60, 300,
  ],
};

interface Series {
  readonly attributes: Attributes;
  /** Sum, or a gauge's last value. */
  value: number;
  count: number;
  min: number;
  max: number;
  readonly buckets: number[];
}

interface Metric {
  readonly kind: Kind;
  readonly series: Map<string, Series>;
}

/** What every name stands for; of what was sent only that is kept. */
const metrics = new Map<string, Metric>();
/** The page whose metrics these are, and since when they count. */
let page: Page | undefined;
let since = 0;
let isDue = false;

/** Names that were said to go up and down. */
const upDown = new Set<string>();

/** Says, before its first use, that a name goes up and down. */
export function declareUpDown(name: string): void {
  if (upDown.size < MAX_NAMES) upDown.add(name);
}

/** Whether that was said. */
export function isUpDown(name: string): boolean {
  return upDown.has(name);
}

/** Records one value, where a page is monitored. Never throws. */
export function record(kind: Kind, name: string, value: number, attributes: Attributes | undefined): void {
  const running = runningPage();
  if (!running) return;
  if (running !== page) begin(running);
  const isFit = Number.isFinite(value) && (value >= 0 || kind === 'gauge' || kind === 'upDownCounter');
  const metric = isFit ? metricOf(kind, name) : 'unsendable';
  if (typeof metric === 'string') return running.countDropped('metrics', metric, 1);
  const series = seriesOf(metric, attributes ?? {});
  if (!series) return running.countDropped('metrics', 'unsendable', 1);
  series.value = kind === 'gauge' ? value : series.value + value;
  series.count += 1;
  series.min = Math.min(series.min, value);
  series.max = Math.max(series.max, value);
  if (kind === 'histogram' || kind === 'timer') {
    const at = BOUNDS[kind].findIndex((bound) => value <= bound);
    const bucket = at === -1 ? BOUNDS[kind].length : at;
    series.buckets[bucket] = (series.buckets[bucket] ?? 0) + 1;
  }
  sendLater(running);
}

function begin(running: Page): void {
  page = running;
  since = running.now();
  metrics.clear();
  isDue = false;
  running.on('leave', () => send(running));
}

function metricOf(kind: Kind, name: string): Metric | 'unsendable' | 'budget' {
  const known = metrics.get(name);
  if (known) return known.kind === kind ? known : 'unsendable';
  if (typeof name !== 'string' || !NAME.test(name)) return 'unsendable';
  if (metrics.size >= MAX_NAMES) return 'budget';
  const metric = { kind, series: new Map<string, Series>() };
  metrics.set(name, metric);
  return metric;
}

/** The series of some attributes, as they are now; undefined for such as cannot be read. */
function seriesOf({ kind, series }: Metric, attributes: Attributes): Series | undefined {
  const json = attempt(() =>
    JSON.stringify(Object.entries(attributes).sort(([one], [other]) => (one < other ? -1 : 1))),
  );
  if (json === undefined || json.length > MAX_ATTRIBUTES) return undefined;
  const isFull = series.size >= MAX_SERIES && !series.has(json);
  const key = isFull ? 'overflow' : json;
  const found = series.get(key);
  if (found) return found;
  const told: Attributes = isFull ? { [ATTR_OTEL_METRIC_OVERFLOW]: true } : Object.fromEntries(JSON.parse(json));
  const bounds = kind === 'histogram' || kind === 'timer' ? BOUNDS[kind] : [];
  const buckets = Array.from({ length: bounds.length + 1 }, () => 0);
  const made = { attributes: told, value: 0, count: 0, min: Infinity, max: -Infinity, buckets };
  series.set(key, made);
  return made;
}

function sendLater(running: Page): void {
  if (isDue) return;
  isDue = true;
  running.after(WAIT_MS, () => send(running));
}

function send(running: Page): void {
  isDue = false;
  const start = since;
  const time = running.now();
  since = time;
  for (const [name, { kind, series }] of metrics) {
    if (series.size === 0) continue;
    running.addMetric(SCOPE, metricRecord(name, kind, [...series.values()], { start, time }));
    series.clear();
  }
}

function metricRecord(name: string, kind: Kind, all: Series[], times: { start: number; time: number }): MetricRecord {
  if (kind === 'histogram' || kind === 'timer') {
    const bounds = BOUNDS[kind];
    const points = all.map(({ attributes, value, count, min, max, buckets }): HistogramPoint => {
      return { ...times, attributes, count, sum: value, min, max, bounds, bucketCounts: buckets };
    });
    return { name, kind: 'histogram', points, ...(kind === 'timer' && { unit: 's' }) };
  }
  const points = all.map(({ attributes, value }): NumberPoint => ({ ...times, attributes, value }));
  return kind === 'gauge' ? { name, kind, points } : { name, kind: 'sum', isMonotonic: kind === 'counter', points };
}
