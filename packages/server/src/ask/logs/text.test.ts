import { describe, expect, it } from 'vitest';
import { parseText } from './text.ts';

const word = (text: string, isUnwanted = false): object => ({ kind: 'word', text, isUnwanted });

describe('parseText', () => {
  it.each([
    ['', []],
    ['   ', []],
    ['voucher', [word('voucher')]],
    ['voucher -retry', [word('voucher'), word('retry', true)]],
    ['Élan 東京 🙂', [word('Élan'), word('東京'), word('🙂')]],
    ['user=42', [{ kind: 'part', text: 'user=42', isUnwanted: false }]],
    ['a_b', [{ kind: 'part', text: 'a_b', isUnwanted: false }]],
    ['"out of stock"', [{ kind: 'phrase', text: 'out of stock', isUnwanted: false }]],
    ['-"out of stock" x', [{ kind: 'phrase', text: 'out of stock', isUnwanted: true }, word('x')]],
    ['"voucher"', [word('voucher')]],
    ['"-x"', [{ kind: 'part', text: '-x', isUnwanted: false }]],
    [String.raw`"say \"hi\" \\ now"`, [{ kind: 'phrase', text: String.raw`say "hi" \ now`, isUnwanted: false }]],
    ['"not closed', [{ kind: 'part', text: '"not', isUnwanted: false }, word('closed')]],
    ['-', [{ kind: 'part', text: '-', isUnwanted: false }]],
    ['""', []],
  ])('reads %s', (q, terms) => {
    expect(parseText(q)).toEqual(terms);
  });
});
