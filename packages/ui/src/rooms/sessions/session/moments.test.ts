import { describe, expect, test } from 'vitest';
import { eventOf, FROM } from '../sample-sessions.ts';
import { errorFrom, momentAt, momentsOf } from './moments.ts';

const event = eventOf;
/** Of the session that the events are of. */
const START = FROM + 60_000;

describe('what went wrong', () => {
  test.each([
    ['error', {}, 'error'],
    ['log', { severityNumber: 17 }, 'error'],
    ['log', { severityNumber: 13 }, null],
    ['request', { attributes: { 'http.response.status_code': '503' } }, 'error'],
    ['request', { attributes: { 'http.response.status_code': '204' } }, null],
    ['request', { attributes: { 'error.type': 'TypeError' } }, 'error'],
    ['click', { attributes: { 'sightglass.click.kind': 'rage' } }, 'warn'],
    ['click', { attributes: { 'sightglass.click.kind': 'dead' } }, 'warn'],
    ['click', {}, null],
    ['vital', { attributes: { 'browser.web_vital.rating': 'poor' } }, 'warn'],
    ['vital', { attributes: { 'browser.web_vital.rating': 'good' } }, null],
    ['page', {}, null],
  ] as const)('a %s with %o is %o', (kind, more, trouble) => {
    expect(momentsOf([event(1, kind, more)])[0]?.trouble).toBe(trouble);
  });
});

test('a click says once what kind it was', () => {
  const [moment] = momentsOf([
    event(1, 'click', { title: 'rage click: Pay', attributes: { 'sightglass.click.kind': 'rage' } }),
  ]);
  expect(moment).toMatchObject({ word: 'rage click', title: 'Pay' });
});

test('a session ends once, though each of its pages said that it might', () => {
  const end = (atMs: number): ReturnType<typeof event> => event(atMs, 'event', { title: 'session.end' });
  const moments = momentsOf([end(100), event(150, 'page'), end(300), event(310, 'vital'), end(200)]);
  expect(moments.map(({ atMs, event: { kind } }) => [atMs - START, kind])).toEqual([
    [150, 'page'],
    [300, 'event'],
    [310, 'vital'],
  ]);
});

test('moments are in order; the present one is the last that has happened', () => {
  const moments = momentsOf([event(300, 'error'), event(100, 'page'), event(200, 'click')]);
  expect(moments.map(({ atMs }) => atMs - START)).toEqual([100, 200, 300]);
  expect([99, 100, 250, 900].map((at) => momentAt(moments, START + at))).toEqual([-1, 0, 1, 2]);
  expect(momentAt([], 5)).toBe(-1);
});

test('the next and the last error lie on either side of a moment', () => {
  const moments = momentsOf([event(100, 'error'), event(200, 'page'), event(300, 'error')]);
  expect(errorFrom(moments, START + 100, 1)?.atMs).toBe(START + 300);
  expect(errorFrom(moments, START + 300, -1)?.atMs).toBe(START + 100);
  expect(errorFrom(moments, START + 300, 1)).toBeUndefined();
});
