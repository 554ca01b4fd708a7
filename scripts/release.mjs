// `npm run release -- --dry-run`: what a release does, without sending anything. Without the flag, which only the release workflow
// leaves out, the packages are published with provenance. Either way `release/` holds a bill of materials for each of them (CycloneDX).
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { publishedPackages } from './published.mjs';
import { build, install, main, pnpm, root, say, step, Stop } from './workspace.mjs';

const BILLS = join(root, 'release');

await main(async () => {
  const flags = process.argv.slice(2);
  const isDry = flags.includes('--dry-run');
  const unknown = flags.find((flag) => flag !== '--dry-run');
  if (unknown !== undefined) throw new Stop(`${unknown} is not known; the only flag is --dry-run.`);
  if (!isDry && process.env.GITHUB_ACTIONS !== 'true')
    throw new Stop(
      'Packages are published by the release workflow, which proves where they were built. Try --dry-run.',
    );

  await install();
  await build();
  const filters = publishedPackages().flatMap(({ name }) => ['--filter', name]);
  rmSync(BILLS, { recursive: true, force: true });
  mkdirSync(BILLS);
  await step('Writing the bills of materials', () =>
    pnpm(['sbom', '--sbom-format', 'cyclonedx', '--prod', '--split', '--out', join(BILLS, '%s.cdx.json'), ...filters]),
  );
  const how = isDry ? ['--dry-run', '--no-git-checks'] : ['--provenance'];
  await step(isDry ? 'Packing, sending nothing' : 'Publishing', () =>
    // pnpm, because npm does not know `publishConfig.exports`.
    pnpm(['--recursive', ...filters, 'publish', '--access', 'public', ...how]),
  );
  say(`The bills of materials are in ${BILLS}.`);
});
