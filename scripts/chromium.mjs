// Browser tests run in the Chromium of the machine; where there is none, Debian's is installed.
import { existsSync } from 'node:fs';
import { run, say, step, Stop } from './workspace.mjs';

const DEFAULT_PATH = '/usr/bin/chromium';

/** Path of a Chromium that can be started. `CHROMIUM_PATH` overrides the search. */
export async function ensureChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined) {
    if (!existsSync(given))
      throw new Stop(`CHROMIUM_PATH=${given}: there is no such file. Point it to a Chromium or unset it.`);
    return given;
  }
  if (existsSync(DEFAULT_PATH)) return DEFAULT_PATH;
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  const apt = (...args) => {
    const [command, ...rest] = [...asRoot, 'apt-get', ...args];
    return run(command, rest, { env: { DEBIAN_FRONTEND: 'noninteractive' } });
  };
  const remedy = 'Install Chromium and run npm test again, or set CHROMIUM_PATH to one.';
  try {
    await step('Installing Chromium from the system packages', async () => {
      await apt('update', '-qq');
      return apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
    });
  } catch (error) {
    say(String(error instanceof Error ? error.message : error));
    throw new Stop(`The browser tests need Chromium, and it could not be installed here. ${remedy}`);
  }
  if (!existsSync(DEFAULT_PATH)) throw new Stop(`Chromium was installed but is not at ${DEFAULT_PATH}. ${remedy}`);
  return DEFAULT_PATH;
}
