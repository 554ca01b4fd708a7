import { afterEach, describe, expect, test, vi } from 'vitest';
import { checkOptions, optionsFromEnvironment } from './options.ts';

describe('options in code', () => {
  test('may be left out or undefined, one and all', () => {
    expect(checkOptions()).toEqual({});
    expect(checkOptions({ service: undefined, sampleRatio: 0.25 })).toMatchObject({ sampleRatio: 0.25 });
  });

  test.each([
    [{ endpoint: 'collector:4318' }, TypeError, /endpoint is "collector:4318".*http:\/\//],
    [{ endpoint: 'ftp://a' }, TypeError, /endpoint/],
    [{ service: ' ' }, TypeError, /service is " ".*not empty/],
    [{ release: 7 }, TypeError, /release is 7/],
    [{ sampleRatio: 1.5 }, RangeError, /sampleRatio is 1\.5.*0 to 1/],
    [{ sampleRatio: Number.NaN }, RangeError, /sampleRatio is NaN/],
    [{ sampleRatio: '1' }, TypeError, /sampleRatio is "1"/],
    [{ attributes: ['a'] }, TypeError, /attributes is an array/],
    [{ debug: 'yes' }, TypeError, /debug is "yes".*true or false/],
    [{ sevrice: 'shop' }, TypeError, /unknown option sevrice.*service/],
    ['shop', TypeError, /options must be an object, got "shop"/],
  ])('%o is refused with name, value and remedy', (given, kind, message) => {
    expect(() => checkOptions(given as never)).toThrow(kind);
    expect(() => checkOptions(given as never)).toThrow(message);
  });

  test('a wrong key is refused without being repeated', () => {
    expect(() => checkOptions({ key: 'sécret\n' })).toThrow(/^(?!.*sécret).*key.*visible ASCII/s);
  });
});

describe('options in the environment', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('are read by the names of the options', () => {
    vi.stubEnv('SIGHTGLASS_ENDPOINT', ' https://in.example ');
    vi.stubEnv('SIGHTGLASS_SAMPLE_RATIO', '0.5');
    vi.stubEnv('SIGHTGLASS_ATTRIBUTES', 'team=shop,zone=a');
    expect(optionsFromEnvironment()).toMatchObject({
      endpoint: 'https://in.example',
      sampleRatio: 0.5,
      attributes: { team: 'shop', zone: 'a' },
    });
  });

  test('are left out where they are wrong', () => {
    vi.stubEnv('SIGHTGLASS_ENDPOINT', 'nowhere');
    vi.stubEnv('SIGHTGLASS_SAMPLE_RATIO', '-1');
    vi.stubEnv('SIGHTGLASS_KEY', 'two words');
    const { endpoint, sampleRatio, key } = optionsFromEnvironment();
    expect([endpoint, sampleRatio, key]).toEqual([undefined, undefined, undefined]);
  });
});
