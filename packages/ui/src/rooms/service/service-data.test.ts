import { describe, expect, test } from 'vitest';
import type { Finding } from '../../ask/types.ts';
import { hrefOf } from '../../url/links.ts';
import { parseSearch } from '../../url/search.ts';
import { viewOf } from '../metrics/view.ts';
import { hostOf, runtimeOf, runtimeOfAll } from './instance-links.ts';
import { serviceOfPath } from './questions.ts';
import { exemplarsOf, latestOf, markersOf, releasesOf, stateOf, type Deployment } from './service-data.ts';

const finding = (service: string, kind: Finding['kind'], headline: string): Finding => ({
  service,
  kind,
  headline,
  detail: 'since 02:55',
  onsetUnixNano: '0',
  usual: null,
  now: 1,
  unit: 'ratio',
  near: null,
  link: { text: '', href: '/' },
});

const deployment = (release: string, atMs: number): Deployment => ({
  release,
  environment: 'production',
  atUnixNano: `${atMs}000000`,
  source: 'first seen',
  status: null,
});

describe('how a service is', () => {
  test('says the worst of its own findings', () => {
    const findings = [
      finding('other', 'failing', 'no'),
      finding('a', 'slow', 'a: p95 is 2 s'),
      finding('a', 'silent', 'x'),
    ];
    expect(stateOf('a', findings, 5)).toEqual({
      headline: 'a: p95 is 2 s',
      kind: 'warn',
      word: 'slow',
      detail: 'since 02:55',
    });
  });

  test('is healthy without one, and quiet without a request', () => {
    expect(stateOf('a', [finding('b', 'failing', 'b')], 5)).toMatchObject({ headline: 'a is healthy', kind: 'ok' });
    expect(stateOf('a', [], 0)).toMatchObject({ headline: 'a had no requests', kind: 'silent' });
  });
});

test('releases are drawn that came last, each once, and at most five', () => {
  const known = [deployment('3', 3000), deployment('2', 2000), deployment('3', 1000)];
  expect(releasesOf({ releases: ['0', '1', '2', '', '3'] }, known)).toEqual(['3', '2', '1', '0']);
  expect(releasesOf({ releases: ['a', 'b', 'c', 'd', 'e', 'f'] }, [])).toHaveLength(5);
  expect(releasesOf(undefined, known)).toEqual([]);
});

test('the last deployment is the one that came last, and those of the range are marked', () => {
  const all = [deployment('1', 1000), deployment('3', 3000), deployment('2', 2000)];
  expect(latestOf(all)?.release).toBe('3');
  expect(latestOf([])).toBeUndefined();
  expect(markersOf(all, { from: 1500, to: 3000 })).toEqual([
    { atMs: 3000, label: '3' },
    { atMs: 2000, label: '2' },
  ]);
});

test('single requests are those of the service itself', () => {
  const one = { timeMs: 1, durationMs: 20, traceId: 't', error: true };
  expect(
    exemplarsOf(
      [
        { ...one, service: 'a' },
        { ...one, service: 'b' },
      ],
      'a',
    ),
  ).toEqual([{ timeMs: 1, value: 20, key: 'p99', name: 'a request', traceId: 't', error: true }]);
});

describe('the metrics of an instance', () => {
  const here = parseSearch('?t=6h&service=other').address;
  const rowsOf = (target: Parameters<typeof hrefOf>[0]) => {
    const { address } = parseSearch(hrefOf(target, here).split('?')[1] ?? '');
    return { address, rows: viewOf(address).rows };
  };

  test('are asked of it alone, whatever its name holds', () => {
    const { address, rows } = rowsOf(runtimeOf('checkout', 'pod "a", b'));
    expect(address.service).toEqual(['checkout']);
    expect(rows).toHaveLength(6);
    expect(rows.map(({ query }) => query.metric)).toContain('nodejs.eventloop.delay.p99');
    expect(new Set(rows.map(({ query }) => query.filter))).toEqual(
      new Set([String.raw`resource.service.instance.id:"pod \"a\", b"`]),
    );
  });

  test('are a line each for all of them, and those of a host whoever reports them', () => {
    expect(rowsOf(runtimeOfAll('checkout')).rows.map(({ query }) => query.by)).toEqual(
      Array.from({ length: 6 }, () => ['resource.service.instance.id']),
    );
    const { address, rows } = rowsOf(hostOf('node-7'));
    expect(address.service).toEqual([]);
    expect(rows.every(({ query }) => query.metric.startsWith('system.'))).toBe(true);
  });
});

test.each(['checkout', 'team/shop é', '100 %', 'a?b#c'])('the name %o comes back from its path', (service) => {
  expect(serviceOfPath(encodeURIComponent(service))).toBe(service);
  expect(serviceOfPath('100%')).toBe('100%');
});
