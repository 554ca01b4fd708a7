// `npm run accept -- <ID>` runs the tests that show a feature; without an id it writes docs/features.md, the table of all of them.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePeers } from './peers.mjs';
import { featuresPage, readFeatures, shownFeatures } from './features.mjs';
import { build, install, main, projectEnv, root, run, say, Stop } from './workspace.mjs';

await main(async () => {
  const [id] = process.argv.slice(2);
  if (id === undefined) {
    writeFileSync(join(root, 'docs', 'features.md'), featuresPage());
    say('docs/features.md is written.');
    return;
  }
  const feature = readFeatures().find((known) => known.id === id);
  if (feature === undefined) throw new Stop(`No feature is called ${id}. docs/features.md lists them, as in IN-01.`);
  const tests = shownFeatures().get(id) ?? [];
  if (tests.length === 0) throw new Stop(`${id} (${feature.feature}): no test shows it yet.`);

  await install();
  const env = { ...projectEnv(), CHROMIUM_PATH: await ensurePeers() };
  await build();
  say(`${id}: ${feature.feature}`);
  const files = [...new Set(tests.map(({ file }) => file))];
  const { code } = await run('vitest', ['run', '--testNamePattern', `\\[${id}\\]`, ...files], { show: true, env });
  if (code !== 0) throw new Stop(`${id} is not accepted.`);
});
