// `npm test`: every check that CI runs; all of them are tried, so that one run names everything that is wrong.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePeers } from './peers.mjs';
import { build, install, main, pnpm, projectEnv, root, run, say, Stop } from './workspace.mjs';

/** The usual output, and a list of failures for the end. */
function vitest(project) {
  return ['run', '--project', project, '--reporter=default', '--reporter=./scripts/failures-reporter.mjs'];
}

/**
 * Title, command and arguments of a check.
 * @typedef {[string, string, string[]]} Check
 */

/**
 * Checks that run beside one another, each row one after the other, in the order in which a failure is cheapest to find. Of two cores,
 * the browser leaves one idle half of the time.
 * @type {Check[][]}
 */
const LANES = [
  [
    ['format', 'oxfmt', ['--check', '.']],
    ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
    ['unused code', 'knip', []],
    ['types', 'pnpm', ['run', 'types']],
    ['sizes', 'size-limit', []],
    ['licences', 'node', ['scripts/licences.mjs']],
    ['API reports', 'node', ['scripts/api-reports.mjs']],
    ['documentation', 'pnpm', ['run', 'docs:build']],
    ['unit tests', 'vitest', vitest('node*')],
  ],
  [['browser tests', 'vitest', vitest('browser')]],
];

/**
 * Checks that need the machine for themselves.
 * @type {Check[]}
 */
const ALONE = [['end-to-end tests', 'vitest', vitest('e2e*')]];

const TITLES = [...LANES.flat(), ...ALONE].map(([title]) => title);

function linesOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

await main(async () => {
  const only = process.argv.slice(2);
  const unknown = only.filter((name) => !TITLES.includes(name));
  if (unknown.length > 0) throw new Stop(`No check is called ${unknown.join(', ')}. There are: ${TITLES.join(', ')}.`);

  await install();
  const env = {
    ...projectEnv(),
    CHROMIUM_PATH: await ensurePeers(),
    // Tests start the same programs hundreds of times: Node compiles each module once.
    NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'compiled'),
  };
  await build();
  // Minutes of compiling the first time, beside the checks that come before; the test against it says when it could not be built.
  const collector =
    only.length > 0 ? undefined : run('nice', ['bash', 'test/collector/build.sh'], { env }).catch(() => undefined);

  const folder = mkdtempSync(join(tmpdir(), 'sightglass-failures-'));
  const results = new Map();
  /** Runs a check; its output comes in one piece when it is over, unless it is the only one that runs. */
  const check = async ([title, command, args], show) => {
    if (only.length > 0 && !only.includes(title)) return;
    if (show) say(`\n── ${title}`);
    const started = Date.now();
    const list = join(folder, title);
    const start = command === 'pnpm' ? pnpm : (...rest) => run(command, ...rest);
    const { code, output } = await start(args, { show, env: { ...env, SIGHTGLASS_FAILURES: list } });
    if (!show) say(`\n── ${title}\n${output.trimEnd()}`);
    const seconds = Math.round((Date.now() - started) / 1000);
    results.set(title, { ok: code === 0, seconds, failures: linesOf(list) });
  };
  await Promise.all(
    LANES.map(async (lane) => {
      for (const one of lane) await check(one, only.length === 1);
    }),
  );
  await collector;
  for (const one of ALONE) await check(one, true);
  rmSync(folder, { recursive: true });

  const inOrder = TITLES.flatMap((title) => (results.has(title) ? [{ title, ...results.get(title) }] : []));
  say(`\n${inOrder.map(({ failures }) => failures).join('')}`);
  for (const { title, ok, seconds } of inOrder) say(`${ok ? 'ok  ' : 'FAIL'} ${title} (${seconds} s)`);
  const failed = inOrder.filter(({ ok }) => !ok);
  if (failed.length > 0) throw new Stop(`${failed.length} of ${inOrder.length} checks failed.`);
});
