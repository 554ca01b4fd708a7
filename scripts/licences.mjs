// Licences of what we publish and of everything it brings along. `node scripts/licences.mjs` checks them, and that each package's
// NOTICE is up to date; `--write` writes the NOTICE files.
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BUNDLED as IN_AGENT } from '../packages/node/bundled.mjs';
import { BUNDLED as IN_SERVER } from '../packages/server/bundled.mjs';
import { publishedPackages } from './published.mjs';
import { main, pnpm, Stop } from './workspace.mjs';

/** Licences that ask for no more than being named. OFL: fonts, which we ship unchanged. */
const ALLOWED = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
];
const ALLOWED_FONTS = ['OFL-1.1'];

/** Private packages whose built form lies inside a published one: their dependencies are copied, so that their licences travel along. */
const BUILT_INTO = { '@sightglass/server': ['@sightglass/ui'] };

/** Packages that lie inside a published one as part of its own files. */
const PACKED_INTO = { '@sightglass/node': IN_AGENT, '@sightglass/server': IN_SERVER };

/** Which of these is installed depends on the machine; their main package stands in the list. */
const OF_ONE_PLATFORM = /-(?:linux|darwin|win32)-(?:x64|arm64)/;

const write = process.argv.includes('--write');

await main(async () => {
  const faults = [];
  for (const { folder, name, manifest } of publishedPackages()) {
    if (manifest.license !== 'Apache-2.0')
      faults.push(`${name}: its own licence is ${manifest.license}, not Apache-2.0.`);
    const installed = await dependenciesOf(name);
    const contained = [
      ...(await Promise.all((BUILT_INTO[name] ?? []).map(dependenciesOf))).flat(),
      ...(PACKED_INTO[name] ?? []).map((dependency) => packageIn(folder, dependency)),
    ];
    for (const { name: dependency, version, licence } of [...installed, ...contained]) {
      const allowed = dependency.startsWith('@fontsource') ? [...ALLOWED, ...ALLOWED_FONTS] : ALLOWED;
      if (!allowed.includes(licence))
        faults.push(
          `${name} brings ${dependency} ${version}, licence ${licence}: only ${allowed.join(', ')} may be published.`,
        );
    }
    const file = join(folder, 'NOTICE');
    const notice = noticeOf(name, installed, contained);
    if (write) writeFileSync(file, notice);
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== notice)
      faults.push(`${name}: NOTICE is out of date. Run \`node scripts/licences.mjs --write\` and commit it.`);
  }
  if (faults.length > 0) throw new Stop(faults.join('\n'));
});

/** A package as the folder of another finds it, or one that it finds only through those. */
function packageIn(folder, name) {
  const path = [join(folder, 'node_modules', name), join('node_modules', '.pnpm', 'node_modules', name)].find(
    existsSync,
  );
  if (path === undefined) throw new Stop(`${name}, which lies inside what ${folder} publishes, is not installed.`);
  const { version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));
  return { licence: license, name, version, folder: path };
}

/** Everything that installing a package brings, itself and our own left out. */
async function dependenciesOf(name) {
  const { code, output } = await pnpm(['licenses', 'list', '--prod', '--json', '--filter', name]);
  const start = output.indexOf('{');
  if (code !== 0) throw new Stop(`${output}\nThe licences of ${name} cannot be read.`);
  const byLicence = start < 0 ? {} : JSON.parse(output.slice(start));
  return Object.entries(byLicence)
    .flatMap(([licence, packages]) =>
      packages.map((found) => ({
        licence,
        name: found.name,
        version: found.versions.join(', '),
        folder: found.paths[0],
      })),
    )
    .filter((found) => !found.name.startsWith('@sightglass/'))
    .sort((a, b) => a.name.localeCompare(b.name));
}

function noticeOf(name, installed, contained) {
  const lines = [`Sightglass ${name}`, 'Licensed under the Apache License, Version 2.0 (see LICENSE).'];
  const listed = installed.filter((found) => !OF_ONE_PLATFORM.test(found.name));
  if (listed.length > 0) {
    lines.push('', 'Installed beside it, each under its own licence:', '');
    lines.push(...listed.map((found) => `  ${found.name} ${found.version}: ${found.licence}`));
  }
  if (contained.length > 0) lines.push('', 'Contained in it:');
  for (const found of contained) {
    lines.push('', '-'.repeat(80), `${found.name} ${found.version}: ${found.licence}`);
    // Its text lies beside the NOTICE already: it is our own licence.
    if (found.licence !== 'Apache-2.0') lines.push('', licenceText(found.folder));
    else lines.push('(text: see LICENSE)');
  }
  return `${lines.join('\n')}\n`;
}

function licenceText(folder) {
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (file === undefined) return '(It comes without a licence text.)';
  return readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim();
}
