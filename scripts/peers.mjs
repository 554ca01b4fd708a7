// The programs of others that tests run against come from the system's packages: test/kit/peers.json says which.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, say, step, Stop } from './workspace.mjs';

/** @type {any} */
const PEERS = JSON.parse(readFileSync(join(root, 'test', 'kit', 'peers.json'), 'utf8'));

/** Installs whatever is missing. Without Chromium nothing goes; tests against another peer that cannot be had are left out, and say so. */
export async function ensurePeers() {
  await install(Object.keys(PEERS).filter((name) => programOf(name) === undefined));
  return ensureChromium();
}

/** Path of a Chromium that can be started, installed if need be. `CHROMIUM_PATH` overrides the search. */
async function ensureChromium() {
  if (programOf('chromium') === undefined) await install(['chromium']);
  const found = programOf('chromium');
  if (found !== undefined) return found;
  throw new Stop(
    'The browser tests need Chromium, and it could not be installed here. Install it and run this again, or set CHROMIUM_PATH to one.',
  );
}

function programOf(name) {
  const { programs, variable } = PEERS[name];
  const given = variable === undefined ? undefined : process.env[variable];
  if (given === undefined) return programs.flatMap((program) => matching(program)).at(0);
  if (existsSync(given)) return given;
  throw new Stop(`${variable}=${given}: there is no such file. Point it to a program, or unset it.`);
}

/** One `*` in a path stands for a version. By hand: Node 20, which this has to run on, cannot glob. */
function matching(program) {
  const [before, after] = program.split('*');
  if (after === undefined) return existsSync(program) ? [program] : [];
  const versions = existsSync(before) ? readdirSync(before) : [];
  return versions.map((version) => `${before}${version}${after}`).filter((path) => existsSync(path));
}

async function install(names) {
  if (names.length === 0) return;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  const apt = (...args) => {
    const [command, ...rest] = [...asRoot, 'apt-get', ...args];
    return run(command, rest, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  };
  const packages = names.flatMap((name) => PEERS[name].packages);
  try {
    await step(`Installing ${names.join(', ')} from the system packages, for the tests`, async () => {
      await apt('update', '-qq');
      return apt('install', '-y', '-qq', '--no-install-recommends', ...packages);
    });
  } catch (error) {
    say(String(error instanceof Error ? error.message : error));
  }
}
