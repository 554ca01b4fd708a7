import { describe, expect, it } from 'vitest';
import { CORE_RULES, checkOptions } from './options.ts';
import type { PageOptions } from './options.ts';
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
    expect(() => checkOptions(given(options), RULES)).not.toThrow();
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
    [{ disable: ['vital'] }, 'option disable is vital; give list of errors|console|vitals'],
    [{ serivce: 'shop' }, 'option serivce is shop; give one of endpoint, key, service'],
  ])('are refused by name, value and remedy: %o', (options, message) => {
    const check = (): void => checkOptions(given(options), RULES);
    expect(check).toThrow(TypeError);
    expect(check).toThrow(message);
  });

  it('of everything are not those of the core', () => {
    expect(() => checkOptions(given({ replay: true }), CORE_RULES)).toThrow('option replay is true');
  });
});
