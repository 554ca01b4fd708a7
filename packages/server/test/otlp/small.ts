/** Small messages of every kind, thousands of which take a moment: what the definitions allow and programs seldom send. */
import type { Chance } from '../fuzz/random.ts';

type Plain = Record<string, unknown>;

const HOUR = 3_600_000_000_000n;

/** Of such names most keys are: some stand in order, some twice. */
const KEYS = [
  'http.route',
  'a',
  'b',
  'ab',
  '',
  'service.name',
  'sightglass.project',
  'ä日本',
  'http.response.status_code',
  '1',
];
const TEXTS = [
  '',
  'x',
  'GET /api/orders/:id',
  'ä日本🎉',
  "'; DROP TABLE otel_logs; --",
  '\n\nDROP TABLE otel_logs\n',
  'y'.repeat(127),
  'z'.repeat(130),
];
const DOUBLES = [0, -0, 1.5, 0.1, 1e21, 1e-7, NaN, Infinity, -Infinity, 123_456_789];
const INTEGERS = [0n, 1n, -1n, 200n, 268_435_456n, 2n ** 31n, 2n ** 53n + 1n, 2n ** 63n - 1n, -(2n ** 63n)];

/** A message of a signal with about two records. */
export function smallRequest(chance: Chance, signal: 'traces' | 'logs' | 'metrics', nowMs: number): object {
  const make = makerOf(chance, BigInt(nowMs - 60_000) * 1_000_000n);
  const records = { traces: make.span, logs: make.record, metrics: make.metric }[signal];
  const [outer, inner, items] = {
    traces: ['resourceSpans', 'scopeSpans', 'spans'],
    logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
    metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  }[signal] as [string, string, string];
  const scope = (): Plain => ({
    ...(chance.percent(60) ? { scope: make.scope() } : {}),
    [items]: make.list(2, records),
    schemaUrl: chance.pick(TEXTS),
  });
  const resource = (): Plain => ({
    ...(chance.percent(80) ? { resource: { attributes: make.attributes() } } : {}),
    [inner]: make.list(2, scope),
    schemaUrl: chance.pick(TEXTS),
  });
  return { [outer]: [resource(), ...(chance.percent(10) ? [resource()] : [])] };
}

interface Maker {
  list: <T>(most: number, one: () => T) => T[];
  attributes: () => Plain[];
  scope: () => Plain;
  span: () => Plain;
  record: () => Plain;
  metric: () => Plain;
}

function makerOf(chance: Chance, nowNano: bigint): Maker {
  const { pick, percent, below } = chance;
  const list = <T>(most: number, one: () => T): T[] => Array.from({ length: below(most + 1) }, one);
  const words = (): string => pick(TEXTS);
  /** Mostly within what is kept. */
  const time = (): bigint => (percent(5) ? pick([0n, 1n, 2n ** 64n - 1n]) : nowNano - BigInt(below(150)) * HOUR);
  const id = (size: number): Buffer => (percent(95) ? chance.bytes(size) : Buffer.alloc(pick([0, size, size - 1])));
  const value = (depth = 0): Plain => {
    const kind = below(depth > 2 ? 7 : 9);
    if (kind === 0) return { boolValue: percent(50) };
    if (kind === 1) return { intValue: pick(INTEGERS) };
    if (kind === 2) return { doubleValue: pick(DOUBLES) };
    if (kind === 3) return { bytesValue: chance.bytes(below(5)) };
    if (kind === 4) return {};
    if (kind === 7) return { arrayValue: { values: list(3, () => value(depth + 1)) } };
    if (kind === 8) return { kvlistValue: { values: list(3, () => ({ key: pick(KEYS), value: value(depth + 1) })) } };
    return { stringValue: words() };
  };
  const attributes = (): Plain[] =>
    list(percent(2) ? 40 : 4, () => ({ key: pick(KEYS) + (percent(20) ? below(99) : ''), value: value() }));
  const scope = (): Plain => ({
    name: words(),
    version: words(),
    attributes: attributes(),
    droppedAttributesCount: below(9),
  });
  const span = (): Plain => ({
    traceId: id(16),
    spanId: id(8),
    parentSpanId: percent(50) ? id(8) : Buffer.alloc(0),
    traceState: percent(10) ? words() : '',
    name: words(),
    kind: below(7),
    startTimeUnixNano: time(),
    endTimeUnixNano: time(),
    attributes: attributes(),
    droppedAttributesCount: below(2 ** 32),
    events: list(1, () => ({ timeUnixNano: time(), name: words(), attributes: attributes() })),
    links: list(1, () => ({ traceId: id(16), spanId: id(8), traceState: words(), attributes: attributes() })),
    status: percent(50) ? { message: words(), code: below(4) } : undefined,
    flags: below(2 ** 32),
  });
  const record = (): Plain => ({
    timeUnixNano: time(),
    observedTimeUnixNano: time(),
    severityNumber: below(30),
    severityText: words(),
    body: value(),
    attributes: attributes(),
    flags: below(2 ** 32),
    traceId: id(16),
    spanId: id(8),
    eventName: words(),
  });
  const metric = (): Plain => ({
    name: words(),
    description: words(),
    unit: words(),
    ...dataOf(chance, { list, time, id, attributes }),
  });
  return { list, attributes, scope, span, record, metric };
}

interface Parts extends Pick<Maker, 'list' | 'attributes'> {
  time: () => bigint;
  id: (size: number) => Buffer;
}

/** The points of a metric of any kind. */
function dataOf(chance: Chance, { list, time, id, attributes }: Parts): Plain {
  const { pick, percent, below } = chance;
  const aggregationTemporality = percent(90) ? 1 + below(2) : below(4);
  const exemplars = list(1, () => ({
    filteredAttributes: attributes(),
    timeUnixNano: time(),
    ...(percent(50) ? { asDouble: pick(DOUBLES) } : { asInt: pick(INTEGERS) }),
    spanId: id(8),
    traceId: id(16),
  }));
  const common = {
    attributes: attributes(),
    startTimeUnixNano: time(),
    timeUnixNano: time(),
    flags: below(3),
    exemplars,
  };
  const number = percent(50) ? { asDouble: pick(DOUBLES) } : { asInt: pick(INTEGERS) };
  const extremes = {
    ...(percent(50) ? { sum: pick(DOUBLES) } : {}),
    ...(percent(50) ? { min: pick(DOUBLES), max: pick(DOUBLES) } : {}),
  };
  const counts = (length: number): bigint[] => Array.from({ length }, () => BigInt(below(1000)));
  const total = (all: readonly bigint[]): bigint => (percent(90) ? all.reduce((sum, one) => sum + one, 0n) : 7n);
  const of = <T>(point: T): T[] => list(2, () => point);
  switch (below(5)) {
    case 0:
      return { gauge: { dataPoints: of({ ...common, ...number }) } };
    case 1:
      return { sum: { dataPoints: of({ ...common, ...number }), aggregationTemporality, isMonotonic: percent(50) } };
    case 2: {
      const explicitBounds = percent(90) ? [0.5, 1, 8].slice(0, below(4)) : [2, 1];
      const bucketCounts = counts(percent(90) ? explicitBounds.length + 1 : below(3));
      const point = { ...common, ...extremes, explicitBounds, bucketCounts, count: total(bucketCounts) };
      return { histogram: { dataPoints: of(point), aggregationTemporality } };
    }
    case 3: {
      const [positive, negative] = [counts(below(4)), counts(below(3))];
      const point = {
        ...common,
        ...extremes,
        scale: below(36) - 13,
        zeroCount: 3n,
        zeroThreshold: pick(DOUBLES),
        positive: { offset: percent(95) ? below(200) - 100 : 0x7fff_ffff, bucketCounts: positive },
        negative: { offset: -2, bucketCounts: negative },
        count: total([...positive, ...negative, 3n]),
      };
      return { exponentialHistogram: { dataPoints: of(point), aggregationTemporality } };
    }
    default: {
      const quantileValues = list(2, () => ({ quantile: pick(DOUBLES), value: pick(DOUBLES) }));
      return { summary: { dataPoints: of({ ...common, count: 4n, sum: pick(DOUBLES), quantileValues }) } };
    }
  }
}
