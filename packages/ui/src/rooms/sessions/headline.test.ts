import { expect, test } from 'vitest';
import { deviceWords, headlineOf, personOf } from './headline.ts';
import { sessionOf } from './sample-sessions.ts';

test('the list answers what went wrong for how many', () => {
  const sessions = [sessionOf('a', { errors: 2 }), sessionOf('b', { rageClicks: 1 }), sessionOf('c')];
  expect(headlineOf(sessions, true, '')).toBe('3 sessions: 1 with an error, 1 with rage clicks');
  expect(headlineOf([sessionOf('c')], true, '')).toBe('1 session: none with an error');
  expect(headlineOf(sessions, false, 'longest')).toBe('The longest 3 sessions: 1 with an error, 1 with rage clicks');
  expect(headlineOf([], true, '')).toBe('No sessions');
});

test('a person is who the page said, else a stranger with a name of their own', () => {
  expect(personOf({ userId: 'u-17', anonymousId: 'abcdef0123' })).toBe('u-17');
  expect(personOf({ userId: '', anonymousId: 'abcdef0123' })).toBe('anonymous abcdef01');
  expect(personOf({ userId: '', anonymousId: '' })).toBeNull();
});

test('what is not known of a browser is left out', () => {
  expect(deviceWords({ browser: 'Chrome 156', os: 'Windows', device: 'desktop' })).toBe(
    'Chrome 156 on Windows, desktop',
  );
  expect(deviceWords({ browser: '', os: '', device: 'mobile' })).toBe('mobile');
});
