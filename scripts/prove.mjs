// `npm run prove -- <name>`: the proofs that take too long for `npm test` (prove/<name>.prove.ts). Their short forms are tests.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePeers } from './peers.mjs';
import { build, install, main, projectEnv, root, run, Stop } from './workspace.mjs';

await main(async () => {
  const names = readdirSync(join(root, 'prove'))
    .filter((file) => file.endsWith('.prove.ts'))
    .map((file) => file.slice(0, -'.prove.ts'.length));
  const [name] = process.argv.slice(2);
  if (name === undefined || !names.includes(name)) {
    const what = name === undefined ? 'Name a proof' : `No proof is called ${name}`;
    throw new Stop(`${what}. There are: ${names.join(', ')}.`);
  }
  await install();
  const env = { ...projectEnv(), CHROMIUM_PATH: await ensurePeers() };
  await build();
  const { code } = await run('vitest', ['run', '--project', 'prove', `prove/${name}.prove.ts`], { show: true, env });
  if (code !== 0) throw new Stop(`${name} is not proved.`);
});
