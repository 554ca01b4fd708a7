import { describe, expect, it } from 'vitest';
import { check, checkOptions } from './options.ts';
import type { PageOptions } from './options.ts';
import { start } from './start.ts';
import { RULES } from './start-all.ts';

const given = (options: object): PageOptions =>
  Object.assign({ endpoint: 'https://telemetry.example.com', service: 'shop' }, options);

describe('options', () => {
  it.each([
    [{}],
    [{ key: 'k', release: undefined, sampleRatio: 0, consent: 'pending', debug: true }],
    [{ attributes: { team: 'shop' }, user: { id: 'u' }, beforeSend: () => null, redactUrl: String }],
    [{ session: { idleMinutes: 5, maxHours: 1, storage: 'none' } }],
    [
      {
        disable: ['vitals', 'console'],
        propagateTo: ['https://api.example.com', /api/],
        console: ['warn'],
        text: true,
      },
    ],
    [{ replay: true }],
    [{ replay: { sampleRatio: 1 } }],
  ])('are taken: %o', (options) => {
    expect(() => check(given(options), RULES)).not.toThrow();
  });

  it.each([
    [{ sampleRatio: 2 }, 'option sampleRatio is 2; give number from 0 to 1'],
    [{ sampleRatio: NaN }, 'option sampleRatio is NaN; give number from 0 to 1'],
    [{ consent: 'yes' }, 'option consent is yes; give pending|granted|denied'],
    [{ service: 7 }, 'option service is 7; give string'],
    [{ service: '' }, 'option service is ; give string'],
    [{ endpoint: undefined }, 'option endpoint is undefined; give string'],
    [{ key: 7 }, 'option key is wrong; give string'],
    [{ user: null }, 'option user is null; give object'],
    [{ session: { idleMinutes: 0 } }, 'option session.idleMinutes is 0; give number'],
    [{ session: { storage: 'cookie' } }, 'option session.storage is cookie; give local|session|none'],
    [{ disable: ['vital'] }, 'option disable is vital; give list of errors|failedResources|console|vitals'],
    [{ serivce: 'shop' }, 'option serivce is shop; give one of endpoint, key, service'],
  ])('are refused by name, value and remedy: %o', (options, message) => {
    const wrong = (): void => check(given(options), RULES);
    expect(wrong).toThrow(TypeError);
    expect(wrong).toThrow(message);
  });

  it('of everything are not those of the core', () => {
    const core = { ...given({}), captures: [] };
    expect(() => checkOptions(core)).not.toThrow();
    expect(() => checkOptions(Object.assign(core, { replay: true }))).toThrow('option replay is true');
  });

  it.each([[{ endpoint: '' }], [{ service: '' }]])(
    'without which nothing would arrive are refused by the core: %o',
    (options) => {
      expect(() => start({ ...given(options), captures: [] })).toThrow('give endpoint and service');
    },
  );
});
