import { describe, expect, it } from 'vitest';
import { kindOf, KEY_KINDS, makeKey, weaknessOf, withoutKeys } from './key-text.ts';

describe('a key', () => {
  it('says its kind, and is another one each time', () => {
    for (const kind of KEY_KINDS) expect(kindOf(makeKey(kind))).toBe(kind);
    const random = Array.from({ length: 2000 }, () => makeKey('read').slice('sg_read_'.length));
    expect(new Set(random).size).toBe(2000);
    expect(random.every((text) => /^[0-9A-Za-z]{27}$/.test(text))).toBe(true);
    // Each of 62 characters stands at each of 27 places about 32 times: none is left out.
    for (let place = 0; place < 27; place++) expect(new Set(random.map((text) => text[place])).size).toBe(62);
  });

  it.each([
    '',
    'sg_read_',
    'sg_read_short',
    'sg_root_0aB1cD2eF3gH4iJ5kL6mN7oP8qR',
    'sg_read_0aB1cD2eF3gH4iJ5kL6mN7oP8q-',
  ])('is not %j', (text) => {
    expect(kindOf(text)).toBeUndefined();
  });

  it.each([
    ['secret', /must be sg_admin_ and at least 22/],
    ['sg_admin_short', /must be sg_admin_ and at least 22/],
    ['sg_read_0aB1cD2eF3gH4iJ5kL6mN7oP8qR', /must be sg_admin_/],
    ['sg_admin_aaaaaaaaaaaaaaaaaaaaaaaaaaaa', /can be guessed/],
    ['sg_admin_passwordpasswordpassword', /can be guessed/],
    ['sg_admin_0123456789a0123456789a0123456789a', /can be guessed/],
  ])('of an admin is not to be %s', (text, why) => {
    expect(weaknessOf(text)).toMatch(why);
  });

  it('of an admin may be any that we would make', () => {
    for (let count = 0; count < 500; count++) expect(weaknessOf(makeKey('admin'))).toBeUndefined();
  });

  it('is shortened to its kind in a text that is shown', () => {
    const [one, two] = [makeKey('read'), makeKey('ingest')];
    expect(withoutKeys(`a ${one}, "${two}"`)).toBe('a sg_read_…, "sg_ingest_…"');
  });
});
