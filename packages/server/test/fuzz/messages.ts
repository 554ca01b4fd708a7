/** Messages full of what has broken other receivers, as plain objects; most of them are valid. */
import type { Signal } from '../conformance/messages.ts';
import type { Chance } from './random.ts';

const HOSTILE: readonly string[] = [
  '',
  'plain',
  "'; DROP TABLE otel.otel_traces; --",
  '\n\nDROP TABLE otel.otel_logs SYNC\n\n',
  '\r\n\r\nINSERT INTO otel.otel_logs (Body) VALUES (1)\n',
  '\n\n\n',
  "\\'); SELECT 1; /*",
  '{service:String}',
  '\0\u0001\u007f',
  '\u2028\u2029',
  '__proto__',
  'constructor',
  'ä日本🎉',
  '\ud83c',
  '\udf89 lost',
  'NaN',
  '-1',
  'a'.repeat(127),
  'b'.repeat(128),
  'c'.repeat(300),
  "1' UNION ALL SELECT * FROM system.users FORMAT Native",
  'service.name',
  'sightglass.project',
  'http.route',
];

type Plain = Record<string, unknown>;

const HOUR = 3_600_000_000_000n;
/** Before all arrivals of the run, and not so long that anything is over by it. */
const aTime = (chance: Chance): bigint =>
  BigInt(Date.now() - 600_000) * 1_000_000n - BigInt(chance.below(140)) * HOUR + BigInt(chance.below(1_000_000_000));

const words = (chance: Chance): string => (chance.percent(0.1) ? 'd'.repeat(17_000) : chance.pick(HOSTILE));

function anyValue(chance: Chance, depth = 0): Plain {
  switch (chance.below(depth > 4 ? 6 : 9)) {
    case 0:
      return { boolValue: chance.percent(50) };
    case 1:
      return {
        intValue: chance.pick([
          0n,
          1n,
          -1n,
          2n ** 63n - 1n,
          -(2n ** 63n),
          BigInt(chance.below(2 ** 31)) * 4_000_000_007n,
        ]),
      };
    case 2:
      return { doubleValue: chance.pick([0, -0, 0.1, 1e21, 1e-7, NaN, Infinity, -Infinity, chance.below(1e9) / 7]) };
    case 3:
      return { bytesValue: chance.bytes(chance.below(20)) };
    case 4:
      return {};
    case 6:
      return { arrayValue: { values: many(chance, 2, () => anyValue(chance, depth + 1)) } };
    case 7:
      return {
        kvlistValue: { values: many(chance, 3, () => ({ key: words(chance), value: anyValue(chance, depth + 1) })) },
      };
    default:
      return { stringValue: words(chance) };
  }
}

function many<T>(chance: Chance, most: number, make: () => T): T[] {
  return Array.from({ length: chance.below(most + 1) }, make);
}

const attributes = (chance: Chance): Plain[] =>
  many(chance, chance.percent(2) ? 60 : 4, () => ({
    key: words(chance) + (chance.percent(40) ? chance.below(9) : ''),
    value: anyValue(chance),
  }));

/** Mostly of the right size. */
const id = (chance: Chance, size: number): Buffer =>
  chance.percent(96) ? chance.bytes(size) : chance.bytes(chance.below(20));

function span(chance: Chance, time: () => bigint): Plain {
  const startTimeUnixNano = time();
  return {
    traceId: id(chance, 16),
    spanId: id(chance, 8),
    parentSpanId: chance.percent(50) ? id(chance, 8) : Buffer.alloc(0),
    traceState: words(chance),
    name: words(chance),
    kind: chance.below(7),
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + BigInt(chance.below(2 ** 31)) - 1000n,
    attributes: attributes(chance),
    droppedAttributesCount: chance.below(2 ** 32),
    events: many(chance, 2, () => ({ timeUnixNano: time(), name: words(chance), attributes: attributes(chance) })),
    links: many(chance, 2, () => ({
      traceId: id(chance, 16),
      spanId: id(chance, 8),
      traceState: words(chance),
      attributes: attributes(chance),
    })),
    status: chance.percent(50) ? { message: words(chance), code: chance.below(4) } : undefined,
    flags: chance.below(2 ** 32),
  };
}

const record = (chance: Chance, time: () => bigint): Plain => ({
  timeUnixNano: chance.percent(80) ? time() : 0n,
  observedTimeUnixNano: time(),
  severityNumber: chance.below(30),
  severityText: words(chance),
  body: anyValue(chance),
  attributes: attributes(chance),
  flags: chance.below(2 ** 32),
  traceId: chance.percent(50) ? id(chance, 16) : Buffer.alloc(0),
  spanId: chance.percent(50) ? id(chance, 8) : Buffer.alloc(0),
  eventName: chance.percent(50) ? `event ${words(chance)}` : '',
});

const double = (chance: Chance): number => chance.pick([0, -0, 1.5, NaN, Infinity, -1e300, chance.below(1e6) / 3]);

function metric(chance: Chance, time: () => bigint): Plain {
  const head = { name: words(chance), description: words(chance), unit: words(chance) };
  const point = (): Plain => ({
    attributes: attributes(chance),
    startTimeUnixNano: time(),
    timeUnixNano: time(),
    flags: chance.below(3),
  });
  const exemplars = (): Plain[] =>
    many(chance, 2, () => ({
      filteredAttributes: attributes(chance),
      timeUnixNano: time(),
      asDouble: double(chance),
      spanId: id(chance, 8),
      traceId: id(chance, 16),
    }));
  const value = (): Plain =>
    chance.percent(50) ? { asDouble: double(chance) } : { asInt: BigInt(chance.below(2 ** 31)) - 5n };
  const aggregationTemporality = chance.percent(90) ? 1 + chance.below(2) : chance.below(4);
  const extremes = (): Plain =>
    chance.percent(50) ? { sum: double(chance), min: double(chance), max: double(chance) } : {};
  const counts = (length: number): bigint[] => Array.from({ length }, () => BigInt(chance.below(1000)));
  const total = (all: readonly bigint[]): bigint =>
    chance.percent(95) ? all.reduce((sum, count) => sum + count, 0n) : 7n;
  switch (chance.below(5)) {
    case 0:
      return {
        ...head,
        gauge: { dataPoints: many(chance, 3, () => ({ ...point(), ...value(), exemplars: exemplars() })) },
      };
    case 1:
      return {
        ...head,
        sum: {
          dataPoints: many(chance, 3, () => ({ ...point(), ...value(), exemplars: exemplars() })),
          aggregationTemporality,
          isMonotonic: chance.percent(50),
        },
      };
    case 2: {
      const explicitBounds = [0.5, 1, 2, 8].slice(0, chance.below(5));
      const dataPoints = many(chance, 3, () => {
        const bucketCounts = counts(explicitBounds.length + 1);
        return {
          ...point(),
          ...extremes(),
          explicitBounds,
          bucketCounts,
          count: total(bucketCounts),
          exemplars: exemplars(),
        };
      });
      return { ...head, histogram: { dataPoints, aggregationTemporality } };
    }
    case 3: {
      const dataPoints = many(chance, 3, () => {
        const [positive, negative, zeroCount] = [counts(chance.below(5)), counts(chance.below(3)), 3n];
        const sides = {
          positive: { offset: chance.below(200) - 100, bucketCounts: positive },
          negative: { offset: 2, bucketCounts: negative },
        };
        return {
          ...point(),
          ...extremes(),
          ...sides,
          scale: chance.below(33) - 11,
          zeroCount,
          count: total([...positive, ...negative, zeroCount]),
          zeroThreshold: double(chance),
        };
      });
      return { ...head, exponentialHistogram: { dataPoints, aggregationTemporality } };
    }
    default: {
      const quantileValues = (): Plain[] =>
        many(chance, 3, () => ({ quantile: double(chance), value: double(chance) }));
      return {
        ...head,
        summary: {
          dataPoints: many(chance, 3, () => ({
            ...point(),
            count: 4n,
            sum: double(chance),
            quantileValues: quantileValues(),
          })),
        },
      };
    }
  }
}

/**
 * A request.
 *
 * @param daysWide records lie in as many days; more than are kept, and many of them are rejected.
 */
export function request(chance: Chance, signal: Signal, daysWide = 0): object {
  const time = (): bigint => aTime(chance) - BigInt(chance.below(daysWide + 1)) * 24n * HOUR;
  const one = (): Plain => {
    if (signal === 'traces') return span(chance, time);
    return signal === 'logs' ? record(chance, time) : metric(chance, time);
  };
  const most = daysWide > 0 ? 25 : 3;
  const inner = (): Plain => ({
    scope: chance.percent(80)
      ? {
          name: words(chance),
          version: words(chance),
          attributes: attributes(chance),
          droppedAttributesCount: chance.below(9),
        }
      : undefined,
    schemaUrl: words(chance),
    [NAMES[signal][2]]: many(chance, most, one),
  });
  const outer = (): Plain => ({
    resource: chance.percent(90) ? { attributes: attributes(chance) } : undefined,
    schemaUrl: words(chance),
    [NAMES[signal][1]]: many(chance, 2, inner),
  });
  return { [NAMES[signal][0]]: [outer(), ...many(chance, 1, outer)] };
}

const NAMES: Readonly<Record<Signal, readonly [string, string, string]>> = {
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
};
