import { describe, expect, test } from 'vitest';
import type { Finding, Service } from '../../ask/types.ts';
import { headlineOf, linesOf, markersOf, rowsOf, whyOf } from './overview-data.ts';

const finding = (service: string, kind: Finding['kind'], more: Partial<Finding> = {}): Finding => ({
  service,
  kind,
  headline: '',
  detail: '',
  onsetUnixNano: '0',
  usual: null,
  now: 1,
  unit: 'ratio',
  near: null,
  link: { text: '', href: '/' },
  ...more,
});

const near = { deployment: { service: 'checkout', release: '1.8.2', atUnixNano: '1795251681927000000' } };

const service = (name: string, requests: number): Service => ({
  service: name,
  namespace: '',
  requests,
  errors: 0,
  requestsPerSecond: 0,
  errorRate: 0,
  p50Ms: null,
  p95Ms: null,
  p99Ms: null,
  lastSeenUnixNano: '0',
  releases: [],
  environments: [],
  slot: 0,
});

test.each([
  [11, 3, '3 of 11 services need a look'],
  [11, 1, '1 of 11 services needs a look'],
  [1, 1, '1 of 1 service needs a look'],
  [5, 0, 'All 5 services look healthy'],
  [1, 0, 'The one service looks healthy'],
  [0, 0, 'No service sent a request in this range'],
])('of %i services %i with a finding: %s', (services, needLook, text) => {
  expect(headlineOf(services, needLook)).toBe(text);
});

describe('why a service needs a look', () => {
  test.each([
    [finding('a', 'failing', { now: 0.071, usual: 0.008, near }), 'errors 8.9 × the usual, since release 1.8.2'],
    [finding('a', 'failing', { now: 0.08, usual: null }), '8 % fail'],
    [finding('a', 'failing', { now: 0.08, usual: 0 }), '8 % fail'],
    [finding('a', 'failing', { now: 0.054, usual: 0.104 }), '5.4 % fail, as usual'],
    [finding('a', 'slow', { now: 908, usual: 470, unit: 'ms' }), 'p95 1.9 × the usual'],
    [finding('a', 'silent', { now: 840, usual: 2, unit: 's' }), 'nothing for 14 min'],
  ])('%#: %s', (given, text) => {
    expect(whyOf(given)).toBe(text);
  });
});

test('services with a finding stand first in the order of the findings, the others by their traffic', () => {
  const rows = rowsOf(
    [service('quiet', 1), service('busy', 9), service('slow', 3), service('bad', 2)],
    [finding('bad', 'failing'), finding('slow', 'slow'), finding('bad', 'slow')],
    [{ name: 'errorRate', labels: { service: 'bad' }, unit: 'ratio', points: [[1, 0.5]] }],
  );
  expect(rows.map(({ service, state }) => `${service} ${state}`)).toEqual([
    'bad failing',
    'slow slow',
    'busy ok',
    'quiet ok',
  ]);
  expect(rows[0]?.failedLine).toEqual([[1, 0.5]]);
  expect(rows[0]?.requestsLine).toEqual([]);
});

test('a chart gets the lines of its quantity, and each deployment near a finding once', () => {
  const lines = linesOf(
    [
      { name: 'p95Ms', labels: { service: 'a' }, unit: 'ms', points: [[1, 2]] },
      { name: 'errorRate', labels: { service: 'a' }, unit: 'ratio', points: [] },
    ],
    'p95Ms',
  );
  expect(lines).toEqual([{ key: 'a', points: [[1, 2]] }]);
  expect(
    markersOf([finding('a', 'failing', { near }), finding('b', 'slow', { near }), finding('c', 'silent')]),
  ).toEqual([{ atMs: 1_795_251_681_927, label: 'checkout 1.8.2' }]);
});
