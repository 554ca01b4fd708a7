// Writes the list of differences.ts into docs/sdk/browser-differences.md: node packages/browser/test/oracle/differences-doc.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DIFFERENCES } from './differences.ts';

const PAGE = new URL('../../../../docs/sdk/browser-differences.md', import.meta.url);
const START = '<!-- written by packages/browser/test/oracle/differences-doc.ts from differences.ts -->\n';
const END = '<!-- end of what is written -->\n';

/** The page as it is, and as it must be. */
export function differencesPage(): { readonly is: string; readonly mustBe: string } {
  const is = readFileSync(PAGE, 'utf8');
  const [from, to] = [is.indexOf(START), is.indexOf(END)];
  if (from === -1 || to === -1)
    throw new Error(`${fileURLToPath(PAGE)} has lost the two lines between which the list stands`);
  const rows = DIFFERENCES.map(({ of, stock, ours, why }) => `| ${[of, stock, ours, why].join(' | ')} |\n`);
  const table = `\n| spans of | stock instrumentations | ours | why |\n|---|---|---|---|\n${rows.join('')}\n`;
  return { is, mustBe: is.slice(0, from + START.length) + table + is.slice(to) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(PAGE, differencesPage().mustBe);
