import type { MetricRecord } from '@sightglass/otlp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { record } from '../../test/recording-page.ts';
import type { RecordingPage } from '../../test/recording-page.ts';
import { setRunning } from '../tracing/running.ts';
import { monitor } from './monitor.ts';

let page: RecordingPage;
let sent: MetricRecord[];
/** What is sent when the page is left. */
const leave = (): MetricRecord[] => {
  sent = [];
  page.emit('leave', undefined);
  return sent;
};
const values = (): unknown[] =>
  leave().flatMap(({ name, points }) =>
    points.map((point) => [name, point.attributes, 'value' in point ? point.value : point.sum]),
  );

beforeEach(() => {
  sent = [];
  page = record({ name: 'none', start: () => {} }, { addMetric: (_, metric) => void sent.push(metric) });
  setRunning(page);
});
afterEach(() => {
  page.stop();
  setRunning(undefined);
});

describe('monitor of a page', () => {
  it('sends sums as what came since the last time, and nothing where nothing came', () => {
    monitor.increment('orders', 2, { shop: 'a', at: 1 });
    monitor.increment('orders', undefined, { at: 1, shop: 'a' });
    monitor.increment('orders', 1, { shop: 'b' });
    monitor.gauge('level', -3);
    monitor.gauge('level', -4);
    const [orders] = leave();
    expect(orders).toMatchObject({
      name: 'orders',
      kind: 'sum',
      isMonotonic: true,
      points: [
        { value: 3, attributes: { shop: 'a', at: 1 } },
        { value: 1, attributes: { shop: 'b' } },
      ],
    });
    expect(sent[1]).toMatchObject({ name: 'level', kind: 'gauge', points: [{ value: -4 }] });
    expect(leave()).toEqual([]);
    const before = orders?.points[0];
    monitor.increment('orders');
    const [again] = leave();
    expect(again?.points).toMatchObject([{ value: 1, attributes: {} }]);
    expect(Number(again?.points[0]?.start)).toBeGreaterThanOrEqual(Number(before?.time));
  });

  it('goes up and down where that was said first, else refuses to', () => {
    const open = monitor.upDownCounter('open');
    open.increment(3);
    open.bind({ kind: 'tab' }).decrement(2);
    monitor.decrement('open', 1);
    monitor.increment('rises');
    monitor.decrement('rises');
    monitor.counter('rises').bind({ by: 'hand' }).increment(4);
    expect(values()).toEqual([
      ['open', {}, 2],
      ['open', { kind: 'tab' }, -2],
      ['rises', {}, 1],
      ['rises', { by: 'hand' }, 4],
    ]);
    expect(page.dropped).toBe(1);
  });

  it('puts values into the buckets of OpenTelemetry, and durations in seconds into those of HTTP', () => {
    for (const value of [0, 5, 5.1, 20_000]) monitor.histogram('basket', value);
    monitor.timing('took', 1500);
    const [basket, took] = leave();
    expect(basket).toMatchObject({ kind: 'histogram', points: [{ count: 4, sum: 20_010.1, min: 0, max: 20_000 }] });
    const [point] = basket?.points ?? [];
    // A bound belongs to the bucket below it.
    expect(point).toMatchObject({ bucketCounts: [1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1] });
    expect(took).toMatchObject({ unit: 's', points: [{ sum: 1.5, count: 1 }] });
    const bounds = took?.points[0] && 'bounds' in took.points[0] ? took.points[0] : undefined;
    expect(bounds?.bucketCounts.indexOf(1)).toBe(bounds?.bounds.indexOf(2.5));
  });

  it('times work until it is over, and gives back what it gives', async () => {
    expect(monitor.time('sync', () => 7)).toBe(7);
    expect(await monitor.time('async', async () => 8)).toBe(8);
    expect(() =>
      monitor.time('fails', () => {
        throw new RangeError('no');
      }),
    ).toThrow(new RangeError('no'));
    await expect(monitor.time('rejects', () => Promise.reject(new TypeError('no')))).rejects.toThrow(
      new TypeError('no'),
    );
    const stop = monitor.timer('timer', { a: 1 });
    const passed = stop({ b: 2 });
    expect(stop()).toBe(passed);
    expect(leave().map(({ name, points }) => [name, points[0]?.attributes])).toEqual([
      ['sync', {}],
      ['async', {}],
      ['fails', { 'error.type': 'RangeError' }],
      ['rejects', { 'error.type': 'TypeError' }],
      ['timer', { a: 1, b: 2 }],
    ]);
  });

  it('holds at most 200 series of a name, and counts the others as one', () => {
    for (let at = 0; at < 250; at++) monitor.increment('ids', 1, { id: at });
    const [ids] = leave();
    expect(ids?.points).toHaveLength(201);
    expect(ids?.points.at(-1)).toMatchObject({ value: 50, attributes: { 'otel.metric.overflow': true } });
  });

  it('counts what it cannot take, and never throws', () => {
    const circle: Record<string, unknown> = {};
    circle['self'] = circle;
    monitor.increment('1st');
    monitor.increment('sightglass.sdk.dropped');
    monitor.increment('down', -1);
    monitor.histogram('nan', NaN);
    monitor.gauge('text', 'x' as unknown as number);
    monitor.increment('circle', 1, circle);
    monitor.increment('kinds');
    monitor.gauge('kinds', 1);
    monitor.event('exception');
    expect(page.dropped).toBe(8);
    expect(values()).toEqual([['kinds', {}, 1]]);
    for (let at = 0; at < 300; at++) monitor.increment(`name${at}`);
    expect(page.dropped).toBeGreaterThan(100);
  });

  it('sends events at once', () => {
    monitor.event('cart.opened', { items: 2 });
    expect(page.told).toMatchObject([{ eventName: 'cart.opened', severityNumber: 9, attributes: { items: 2 } }]);
  });

  it('does nothing where nobody watches the page', () => {
    setRunning(undefined);
    monitor.increment('nobody');
    monitor.event('nobody');
    expect(monitor.time('nobody', () => 1)).toBe(1);
    setRunning(page);
    expect(leave()).toEqual([]);
    expect(page.told).toEqual([]);
  });
});
