/** Contrast by WCAG 2.2 (relative luminance and contrast ratio, success criteria 1.4.3 and 1.4.11), computed over tokens.css. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');
const tokens = new Map(
  [...css.matchAll(/(--[\w-]+):\s*light-dark\(\s*(#[\da-f]{6})\s*,\s*(#[\da-f]{6})\s*\)/gi)].map(
    ([, name = '', light = '', dark = '']) => [name, { light, dark }],
  ),
);

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.040_45 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const SURFACES = ['--bg', '--bg-surface', '--bg-sunken', '--bg-raised', '--bg-hover', '--bg-selected'];
const TEXTS = ['--text', '--text-2', '--text-3', '--accent', '--accent-strong', '--ok', '--warn', '--error'];

/** Pairs that fall short of a ratio, with the ratio that they have. */
function short(
  pairs: readonly (readonly [front: string, back: string])[],
  least: number,
  theme: 'light' | 'dark',
): string[] {
  return pairs.flatMap(([front, back]) => {
    const [a, b] = [tokens.get(front)?.[theme], tokens.get(back)?.[theme]];
    if (a === undefined || b === undefined) return [`${front} or ${back} is no colour of tokens.css`];
    const ratio = contrast(a, b);
    return ratio < least ? [`${front} on ${back}: ${ratio.toFixed(2)}`] : [];
  });
}

test('measures as the definition does', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test('text has 4.5 : 1 on every surface', () => {
    const pairs = TEXTS.flatMap((text) => SURFACES.map((surface) => [text, surface] as const));
    expect(short(pairs, 4.5, theme)).toEqual([]);
  });

  test('text has 4.5 : 1 on the soft grounds of a status and on the accent', () => {
    const soft = ['--ok-soft', '--warn-soft', '--error-soft', '--info-soft'];
    const pairs = soft.flatMap((ground) => ['--text', '--text-2'].map((text) => [text, ground] as const));
    expect(
      short(
        [...pairs, ['--accent', '--error-soft'], ['--on-accent', '--accent'], ['--on-accent', '--accent-strong']],
        4.5,
        theme,
      ),
    ).toEqual([]);
  });

  test('what bounds a control, marks focus or draws a line has 3 : 1', () => {
    const controls = SURFACES.flatMap((surface) =>
      ['--line-control', '--focus'].map((line) => [line, surface] as const),
    );
    const lines = Array.from({ length: 8 }, (_, at) => [`--cat-${at + 1}`, '--bg-surface'] as const);
    expect(
      short([...controls, ...lines, ['--error-strong', '--bg-surface'], ['--warn-fill', '--bg-surface']], 3, theme),
    ).toEqual([]);
  });
});
