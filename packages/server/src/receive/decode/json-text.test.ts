import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chanceOf } from '../../../test/fuzz/random.ts';
import { smallRequest } from '../../../test/otlp/small.ts';
import { toJson } from '../../../test/otlp/to-json.ts';
import { skip } from './json-skip.ts';
import { JsonText } from './json-text.ts';
import { DecodeError } from './wire.ts';

/** Whether it is JSON. Any error but the one for what is none comes through. */
function isRead(bytes: Buffer): boolean {
  const text = new JsonText(bytes);
  try {
    skip(text);
    text.finish();
    return true;
  } catch (error) {
    if (error instanceof DecodeError) return false;
    throw error;
  }
}

function isParsed(bytes: Buffer): boolean {
  try {
    JSON.parse(bytes.toString());
    return true;
  } catch {
    return false;
  }
}

/** Those of which the reader says something else than JSON.parse. */
function disputed(texts: Iterable<string>): string[] {
  return [...texts].filter((text) => isRead(Buffer.from(text)) !== isParsed(Buffer.from(text)));
}

function scalarOf(json: string): unknown {
  return new JsonText(Buffer.from(json)).scalar();
}

const WHOLE = [
  '{}',
  '[]',
  ' \t\r\n[ ] ',
  '0',
  '-0',
  '-0.0e-0',
  '1E+2',
  '123456789012345678901234567890',
  '1e400',
  '""',
  '" "',
  String.raw`"\"\\\/\b\f\n\r\t"`,
  String.raw`"\u0000\uD83D\uDE00\ud800"`,
  '"\u007f\u2028ä日🎉"',
  '[[],{},[{"":[]}]]',
  '{"a":1,"a":2,"":null}',
  '[true,false,null]',
  `${'['.repeat(5000)}${']'.repeat(5000)}`,
];

const BROKEN = [
  '',
  ' ',
  '\ufeff{}',
  '{',
  '}',
  '[',
  ']',
  '[}',
  '{]',
  '[1,]',
  '[,1]',
  '[1 2]',
  '[1;2]',
  '{"a"}',
  '{"a":}',
  '{"a":1,}',
  '{,}',
  '{a:1}',
  "{'a':1}",
  '{"a" 1}',
  '{"a":1 "b":2}',
  '{1:1}',
  '{null:1}',
  '[1]]',
  '{}{}',
  '1 2',
  '01',
  '-',
  '-01',
  '+1',
  '.5',
  '1.',
  '1.e3',
  '1e',
  '1e+',
  '1e1.5',
  '0x10',
  '1_000',
  'NaN',
  'Infinity',
  '-Infinity',
  'nul',
  'nulll',
  'True',
  'tru',
  'falsee',
  'undefined',
  '"',
  '"a',
  '"\\',
  '"\\"',
  '"a\nb"',
  '"a\tb"',
  '"\u0000"',
  '"\u001f"',
  String.raw`"\x41"`,
  String.raw`"\'"`,
  String.raw`"\u12g4"`,
  String.raw`"\u123"`,
  String.raw`"\U0041"`,
  String.raw`"\ud83d\u"`,
  '[1]//',
  '/**/1',
  '\u00a01',
  '\u000b1',
  '[\u0000]',
  `${'['.repeat(5000)}${']'.repeat(4999)}`,
];

describe('the reader of JSON', () => {
  it('takes what the grammar allows, and refuses everything else, as JSON.parse does', () => {
    expect(WHOLE.filter((text) => !isRead(Buffer.from(text)))).toEqual([]);
    expect(BROKEN.filter((text) => isRead(Buffer.from(text)))).toEqual([]);
    expect(disputed([...WHOLE, ...BROKEN])).toEqual([]);
  });

  it('says of any three pieces in a row what JSON.parse says', () => {
    const pieces = ['{', '}', '[', ']', ',', ':', '"a"', '"', '0', '-', '1.5', '.', 'e1', 'true', 'null', ' ', '\\'];
    const texts = pieces.flatMap((a) => pieces.flatMap((b) => pieces.map((c) => `[${a}${b}${c}]`)));
    expect(disputed(texts)).toEqual([]);
  });

  it('refuses every part of a body that is not all of it', () => {
    const message = smallRequest(chanceOf(1), 'metrics', Date.now());
    const body = Buffer.from(
      JSON.stringify(toJson(message, { numbers: true, upperHex: false, urlSafeBase64: false }), undefined, 1),
    );
    expect(isRead(body)).toBe(true);
    const taken = Array.from({ length: body.length }, (_, size) => size).filter((size) =>
      isRead(body.subarray(0, size)),
    );
    expect(taken).toEqual([]);
  });

  it('says of bodies with other bytes in them what JSON.parse says', () => {
    let refused = 0;
    for (let i = 0; i < 5000; i++) {
      const chance = chanceOf(i);
      const text = JSON.stringify(
        {
          a: [
            1.5e-7,
            -12,
            'ä\n"\\\u0001🎉',
            'so many letters that one of them is hit more often than not',
            true,
            null,
            {},
          ],
          bc: { '': [[]] },
        },
        undefined,
        i % 3,
      );
      const bytes = Buffer.from(text);
      for (let left = chance.below(2); left >= 0; left--) {
        const at = chance.below(bytes.length);
        bytes[at] = chance.percent(50) ? bytes.readUInt8(at) ^ (1 << chance.below(8)) : chance.below(128);
      }
      // The reader is given UTF-8 only.
      const sent = Buffer.from(bytes.toString());
      expect({ sent: sent.toString(), isRead: isRead(sent) }).toEqual({
        sent: sent.toString(),
        isRead: isParsed(sent),
      });
      if (!isParsed(sent)) refused++;
    }
    expect(refused).toBeGreaterThan(1000);
    expect(refused).toBeLessThan(4500);
  });

  it('reads every number as JSON.parse does', () => {
    const digits = fc.stringMatching(/^\d{1,25}$/);
    const written = fc
      .tuple(fc.boolean(), digits, fc.option(digits), fc.option(fc.integer({ min: -330, max: 330 })), fc.boolean())
      .map(([isNegative, whole, fraction, exponent, isUpper]) => {
        const front = `${isNegative ? '-' : ''}${whole.replace(/^0+(?=\d)/, '')}`;
        const back = exponent === null ? '' : `${isUpper ? 'E' : 'e'}${exponent}`;
        return `${front}${fraction === null ? '' : `.${fraction}`}${back}`;
      });
    const short = fc
      .tuple(fc.integer({ min: -999_999_999, max: 999_999_999 }), fc.integer({ min: -40, max: 40 }))
      .map(([value, exponent]) => `${value}e${exponent}`);
    const any = fc.oneof(
      written,
      short,
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.integer().map(String),
    );
    fc.assert(
      fc.property(any, (json) => {
        expect(scalarOf(json)).toBe(JSON.parse(json));
      }),
      { numRuns: 5000 },
    );
  });

  it('reads every string as JSON.parse does, and half of a surrogate pair as U+FFFD', () => {
    const anyText = fc.string({
      unit: fc.oneof(fc.string({ unit: 'binary', maxLength: 1 }), fc.constantFrom('\ud83d', '\ude00', '"', '\\', '\n')),
    });
    fc.assert(
      fc.property(anyText, fc.boolean(), (said, isEscaped) => {
        const plain = JSON.stringify(said);
        const hex = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
        const json = isEscaped ? `"${said.split('').map(hex).join('')}"` : plain;
        expect(scalarOf(json)).toBe(said.toWellFormed());
      }),
      { numRuns: 2000 },
    );
  });

  it('finds the end of a string at every place of a word of four bytes', () => {
    for (let size = 0; size < 12; size++)
      for (const rest of ['', '1', '12', '123', '1234567'])
        for (const [sent, said] of [
          ['a', 'a'],
          ['ÿ', 'ÿ'],
          ['!', '!'],
          ['\\"', '"'],
          ['#', '#'],
          ['\u007f', '\u007f'],
        ]) {
          const text = new JsonText(Buffer.from(`"${'x'.repeat(size)}${sent}"${rest}`));
          expect(text.scalar()).toBe(`${'x'.repeat(size)}${said}`);
          expect(text.bytes.subarray(text.pos).toString()).toBe(rest);
        }
  });
});
