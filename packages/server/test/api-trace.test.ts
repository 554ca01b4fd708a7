import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { TraceColumns } from '../../ui/src/ask/api.d.ts';
import { createMaker, createRandom, traceIdOf } from './population/population.ts';
import { insertSpans, type TestSpan } from './population/rows.ts';
import { serve, type Served } from './population/served.ts';

const BIG = traceIdOf(77);
const HUGE = traceIdOf(78);
const startMs = Date.now() - 600_000;

/** One trace of many spans, a tree of random shape; `gap` nanoseconds between their starts. */
function bigTrace(traceId: string, count: number, first: number): TestSpan[] {
  const random = createRandom(first);
  const make = createMaker(first);
  const spans: TestSpan[] = [];
  for (let i = 0; i < count; i++) {
    const parent = spans[Math.floor(random() * Math.min(i, 500))];
    spans.push(
      make({
        traceId,
        service: `service-${i % 9}`,
        name: `operation ${i % 60}`,
        kind: i % 3 === 0 ? 'Server' : 'Client',
        parentSpanId: parent?.spanId ?? '',
        start: BigInt(startMs) * 1_000_000n + BigInt(i * 20_000 + Math.floor(random() * 1000)),
        duration: Math.floor(random() * 5_000_000),
        status: i % 50 === 0 ? 'Error' : 'Unset',
        message: i % 50 === 0 ? 'deadline exceeded' : '',
        attributes: {
          'http.request.method': 'GET',
          'url.full': `https://service-${i % 9}.internal/items/${i}`,
          'server.address': `10.0.0.${i % 200}`,
        },
        resource: { 'host.name': `host-${i % 9}`, 'process.pid': '4242', 'telemetry.sdk.language': 'nodejs' },
      }),
    );
  }
  return spans;
}

const big = bigTrace(BIG, 10_000, 1);
let served: Served;
beforeAll(async () => {
  served = await serve();
  await insertSpans(served.store, big);
  await insertSpans(served.store, bigTrace(HUGE, 50_007, 1_000_000));
}, 120_000);
afterAll(() => served.close());

const get = async (path: string): Promise<string> => (await fetch(`${served.url}/api/v1/${path}`)).text();

test('ten thousand spans come in columns, whole, small and soon', async () => {
  const times: number[] = [];
  let text = '';
  for (let i = 0; i < 5; i++) {
    const began = performance.now();
    text = await get(`traces/${BIG}?columns=1`);
    times.push(performance.now() - began);
  }
  const { columns, total, truncated } = JSON.parse(text) as TraceColumns;
  expect({ total, truncated }).toEqual({ total: 10_000, truncated: false });
  expect(columns.spanId).toEqual(big.toSorted((a, b) => (a.start < b.start ? -1 : 1)).map((span) => span.spanId));
  for (const column of Object.values(columns)) expect(column).toHaveLength(10_000);
  const bytes = Buffer.byteLength(text);
  const gzip = gzipSync(text).byteLength;
  const objects = Buffer.byteLength(await get(`traces/${BIG}`));
  const median = times.toSorted((a, b) => a - b)[2] ?? Infinity;
  // Ids of spans and their parents alone are 2 × 16 characters a span.
  expect(bytes).toBeLessThan(900_000);
  expect(gzip).toBeLessThan(300_000);
  expect(objects / bytes).toBeGreaterThan(5);
  // Loose, because machines differ; about 100 ms here.
  expect(median).toBeLessThan(3000);
  if (process.env['SIGHTGLASS_FIGURES'] === '1') {
    process.stdout.write(
      `10,000 spans: columns ${bytes} B, gzip ${gzip} B, objects ${objects} B, median ${median.toFixed(0)} ms\n`,
    );
  }
});

test('of more than fifty thousand spans the earliest are answered, and that some were left out', async () => {
  const { columns, total, truncated } = JSON.parse(await get(`traces/${HUGE}?columns=1`)) as TraceColumns;
  expect({ total, truncated }).toEqual({ total: 50_007, truncated: true });
  expect(columns.spanId).toHaveLength(50_000);
  expect(columns.startOffsetNano[0]).toBe(0);
  expect(columns.startOffsetNano.every((offset, i) => i === 0 || offset >= (columns.startOffsetNano[i - 1] ?? 0))).toBe(
    true,
  );
});
