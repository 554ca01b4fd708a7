import { assert, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plainOf, readAnsi } from './ansi.ts';

const ESC = '\u001b';
/** Runs as `text` or `text{styles}`. */
const runs = (text: string): string =>
  readAnsi(text.replaceAll('␛', ESC))
    .map(({ text, styles }) => (styles.length === 0 ? text : `${text}{${styles.join(' ')}}`))
    .join('|');

describe('colours meant for a terminal', () => {
  test.each([
    ['plain', 'plain'],
    ['␛[31mfailed␛[0m again', 'failed{red}| again'],
    ['␛[1;33mslow␛[22m still␛[39m!', 'slow{yellow bold}| still{yellow}|!'],
    ['␛[90mdim␛[m', 'dim{grey}'],
    ['␛[41mground␛[49m', 'ground{onRed}'],
    ['␛[7minverse␛[27mback', 'inverse{onGrey}|back'],
    ['␛[31;7mred inverse', 'red inverse{onRed}'],
    ['␛[3;4;9mthree␛[23;24;29m', 'three{italic underlined struck}'],
    ['␛[38;5;196mcube␛[38;5;244mgrey␛[38;5;15mwhite', 'cube{red}|grey{grey}|white'],
    ['␛[38;2;20;200;30mtrue␛[48;2;10;10;230mon blue', 'true{green}|on blue{onBlue}'],
    ['␛[38:5:51mcolons', 'colons{cyan}'],
    ['␛[30mblack and ␛[97mwhite are the theme’s', 'black and |white are the theme’s'],
  ])('%s', (text, expected) => {
    expect(runs(text)).toBe(expected);
  });

  test('other sequences are left out, with the links and titles in them', () => {
    expect(runs('a␛[2Kb␛[1;1Hc␛]0;title\u0007d␛]8;;https://example.com␛\\link␛]8;;␛\\e')).toBe('abcdlinke');
  });

  test('an escape that begins nothing is shown, and what follows it is not lost', () => {
    expect(runs('a␛b␛[31')).toBe('a␛b␛[31');
    expect(runs('␛]unfinished')).toBe('␛]unfinished');
  });
});

test('whatever a line holds, every other character of it is shown', () => {
  assert(
    property(string({ unit: 'binary', maxLength: 40 }), (text) => {
      const clean = text.replaceAll(ESC, '');
      expect(plainOf(clean)).toBe(clean);
      expect(plainOf(`${ESC}[31m${clean}${ESC}[0m`)).toBe(clean);
    }),
  );
});

test('a sequence of any codes leaves the text alone', () => {
  assert(
    property(
      string({ unit: 'grapheme-ascii', maxLength: 12 }).map((text) => text.replaceAll(/[^\d;:]/g, '')),
      (codes) => {
        expect(plainOf(`${ESC}[${codes}mtext`)).toBe('text');
      },
    ),
  );
});
