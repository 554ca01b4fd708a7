/**
 * What a page has to load, ours and the stock OpenTelemetry stack, bundled alike from an entry for each tier: `npm run bench -- browser-size`.
 * Installs what is compared. Prints JSON. Bytes are those of minified code after gzip -9; KB are 1,000 of them.
 */
import { gzipSync } from 'node:zlib';
import { bundleFiles } from '../scripts/bundle-page.mjs';
import { installPeers, PROGRAMS } from './browser/programs.mjs';

const packed = ({ code }) => gzipSync(code, { level: 9 }).length / 1000;
const rounded = (kb) => Number(kb.toFixed(2));

/** What a program loads at once, and when it is wanted. */
async function sizeOf({ program, from }) {
  const [entry, ...rest] = await bundleFiles(program, { from });
  // What the entry imports at its top is loaded at once, too.
  const isEager = ({ name }) => new RegExp(`(?:from|import)"\\./${name}"`).test(entry.code);
  const sum = (files) => files.reduce((total, file) => total + packed(file), 0);
  return {
    entry: sum([entry, ...rest.filter(isEager)]),
    lazy: sum(rest.filter((file) => !isEager(file))),
  };
}

/** What a program may have, in words, and whether it keeps to it. */
function judge({ most, lazy, mostMore }, size, sizes) {
  const limits = [
    [most, size.entry, `≤ ${most}`],
    [lazy, size.lazy, `lazy ≤ ${lazy}`],
    [mostMore?.by, size.entry - (sizes[mostMore?.than]?.entry ?? 0), `≤ ${mostMore?.by} more`],
  ].filter(([limit]) => limit !== undefined);
  return { goal: limits.map(([, , text]) => text).join(', '), isGood: limits.every(([limit, is]) => is <= limit) };
}

async function main() {
  await installPeers();
  const sizes = {};
  for (const [name, program] of Object.entries(PROGRAMS)) sizes[name] = await sizeOf(program);
  const judged = Object.entries(PROGRAMS).map(([name, program]) => ({
    program,
    size: sizes[name],
    ...judge(program, sizes[name], sizes),
  }));
  const goals = judged.filter(({ goal }) => goal !== '');
  const kept = goals.filter(({ isGood }) => isGood);
  const result = {
    name: 'browser-size',
    what: 'KB of JavaScript that a page loads: minified, gzip -9, 1 KB = 1,000 bytes; one entry for each tier, all bundled alike',
    goal: `all ${goals.length} of ours that have one`,
    figure: `${kept.length} of ${goals.length}; errors, vitals and requests in ${rounded(sizes.traces.entry)} KB, with the stock stack in ${rounded(sizes['otel-2'].entry)} (2.12) and ${rounded(sizes['otel-3'].entry)} (3.1, without XMLHttpRequest and load)`,
    result: kept.length === goals.length ? 'pass' : 'short',
    figures: judged.map(({ program: { library, what }, size, goal, isGood }) => ({
      library,
      what,
      KB: rounded(size.entry),
      'KB when wanted': size.lazy === 0 ? '' : rounded(size.lazy),
      goal: goal === '' ? '' : `${goal}: ${isGood ? 'yes' : 'no'}`,
    })),
  };
  console.log(JSON.stringify(result, null, 2));
}

await main();
