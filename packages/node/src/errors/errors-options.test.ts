import { afterEach, expect, test, vi } from 'vitest';
import { errorsFromEnvironment, errorsRemedy, resolveErrorsOptions } from './errors-options.ts';

afterEach(() => vi.unstubAllEnvs());

test.each([
  ['yes', /give true, false or an object/],
  [{ sourceMaps: 'yes' }, /true or false for its sourceMaps/],
  [{ maxPerMinute: -1 }, /maxPerMinute is -1; give/],
  [{ endpoint: 'http://elsewhere' }, /endpoint/],
])('%o is answered with what may be given', (given, remedy) => {
  expect(errorsRemedy(given)).toMatch(remedy);
});

test('what may be given is taken', () => {
  expect(errorsRemedy(true)).toBe(undefined);
  const given = { sourceMaps: true, breadcrumbs: true, ignore: ['AbortError'], sampleRatio: 0.5 };
  expect(errorsRemedy(given)).toBe(undefined);
});

test('errors are captured unless code or environment says no, and code wins', () => {
  expect(errorsFromEnvironment()).toBe(undefined);
  expect(resolveErrorsOptions(undefined, undefined)).toEqual({});
  expect(resolveErrorsOptions(false, true)).toBe(undefined);
  expect(resolveErrorsOptions(true, false)).toEqual({});
  vi.stubEnv('SIGHTGLASS_SOURCE_MAPS', 'true');
  expect(resolveErrorsOptions({ breadcrumbs: true }, errorsFromEnvironment())).toEqual({
    breadcrumbs: true,
    sourceMaps: true,
  });
  expect(resolveErrorsOptions({ sourceMaps: false }, errorsFromEnvironment())).toEqual({ sourceMaps: false });
  vi.stubEnv('SIGHTGLASS_ERRORS', 'false');
  expect(resolveErrorsOptions(undefined, errorsFromEnvironment())).toBe(undefined);
});
