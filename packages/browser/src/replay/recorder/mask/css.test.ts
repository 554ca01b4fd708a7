import { expect, it } from 'vitest';
import { maskCss } from './css.ts';

const redact = (url: string): string => url.replace(/\?.*/, '?…');

it.each([
  ['a { color: red; margin: 0 auto; }', 'a { color: red; margin: 0 auto; }'],
  ['a::before { content: "Jane 7"; }', 'a::before { content: "**** *"; }'],
  [`a::before { content: 'it\\'s; }'; color: red }`, `a::before { content: '**\\'*; }'; color: red }`],
  ['a::before { content: "\uf101" counter(x) "\\f101"; }', 'a::before { content: "\uf101" counter(x) "\\f101"; }'],
  ['a { --name: "Jane"; --size: 4px }', 'a { --name: "****"; --size: 4px }'],
  ['a { background: url("/x.png?token=1") }', 'a { background: url("/x.png?…") }'],
  [`a { background: url( '/x.png?token=1' ), url(/y.png?k=2) }`, 'a { background: url("/x.png?…"), url("/y.png?…") }'],
  ['a { content: url("/x.png?token=1") "Jane" }', 'a { content: url("/x.png?…") "****" }'],
  ['@import "/theme.css?user=1" screen;', '@import "/theme.css?…" screen;'],
  ['/* Jane */ a { color: red } /* rr_split */ b { top: 0 }', ' a { color: red } /* rr_split */ b { top: 0 }'],
  ['a { font-family: "Open Sans"; quotes: "«" "»" }', 'a { font-family: "Open Sans"; quotes: "«" "»" }'],
])('turns %s into %s', (css, masked) => {
  expect(maskCss(css, redact)).toBe(masked);
});

it('takes no longer than the text is long, also where nothing is ever closed', () => {
  const open = `a { content: ${'"x'.repeat(20_000)} /* ${'url('.repeat(20_000)}`;
  const start = performance.now();
  maskCss(open, redact);
  expect(performance.now() - start).toBeLessThan(5000);
});
