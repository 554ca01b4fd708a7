// `npm test`: every check that CI runs, in the order in which a failure is cheapest to find.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePeers } from './peers.mjs';
import { build, install, main, projectEnv, root, run, say, Stop } from './workspace.mjs';

/** The usual output, and a list of failures for the end. */
function vitest(project) {
  return ['run', '--project', project, '--reporter=default', '--reporter=./scripts/failures-reporter.mjs'];
}

/**
 * Title, command and arguments of each check; all of them are tried, so that one run names everything that is wrong.
 * @type {[string, string, string[]][]}
 */
const CHECKS = [
  ['format', 'oxfmt', ['--check', '.']],
  ['lint', 'oxlint', ['--type-aware', '--deny-warnings']],
  ['unused code', 'knip', []],
  ['types', 'npx', ['--yes', '--loglevel=error', 'pnpm@12', 'run', 'types']],
  ['sizes', 'size-limit', []],
  ['licences', 'node', ['scripts/licences.mjs']],
  ['API reports', 'node', ['scripts/api-reports.mjs']],
  ['documentation', 'npx', ['--yes', '--loglevel=error', 'pnpm@12', 'run', 'docs:build']],
  ['unit tests', 'vitest', vitest('node')],
  ['browser tests', 'vitest', vitest('browser')],
  ['end-to-end tests', 'vitest', vitest('e2e')],
];

function linesOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

await main(async () => {
  const only = process.argv.slice(2);
  const unknown = only.filter((name) => !CHECKS.some(([title]) => title === name));
  if (unknown.length > 0)
    throw new Stop(
      `No check is called ${unknown.join(', ')}. There are: ${CHECKS.map(([title]) => title).join(', ')}.`,
    );

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
  const failures = [];
  const results = [];
  for (const [title, command, args] of CHECKS) {
    if (only.length > 0 && !only.includes(title)) continue;
    if (title === 'end-to-end tests') await collector;
    say(`\n── ${title}`);
    const started = Date.now();
    const list = join(folder, 'failures');
    const { code } = await run(command, args, { show: true, env: { ...env, SIGHTGLASS_FAILURES: list } });
    failures.push(linesOf(list));
    rmSync(list, { force: true });
    results.push({ title, ok: code === 0, seconds: Math.round((Date.now() - started) / 1000) });
  }
  rmSync(folder, { recursive: true });
  say(`\n${failures.join('')}`);
  for (const { title, ok, seconds } of results) say(`${ok ? 'ok  ' : 'FAIL'} ${title} (${seconds} s)`);
  const failed = results.filter(({ ok }) => !ok);
  if (failed.length > 0) throw new Stop(`${failed.length} of ${results.length} checks failed.`);
});
