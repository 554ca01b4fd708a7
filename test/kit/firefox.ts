import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BidiSession, openBidi } from './bidi.ts';
import type { Look } from './browser.ts';
import { removeFolder, temporaryFolder } from './guard.ts';
import { programOf } from './peers.ts';
import { shown, startProgram, stopProgram } from './processes.ts';

/**
 * Debian's Firefox ESR. Driven over WebDriver BiDi by hand: Playwright drives a Firefox of its own making only, and asks of
 * others for more than the ESR knows.
 */
export interface Firefox {
  readonly pid: number | undefined;
  /** Opens an address in a new tab, and waits until everything on it is loaded. */
  open(url: string, width?: number): Promise<FirefoxPage>;
  readonly stop: () => Promise<void>;
  /** Ends it, and all of its processes, as a loss of power does. */
  readonly kill: () => Promise<void>;
}

/** A page in it. */
export interface FirefoxPage {
  /** What the page wrote to its console as warnings and errors so far, uncaught exceptions among them. */
  readonly problems: string[];
  /** The value of an expression on the page, awaited where it is a promise; it has to be one that JSON can say. */
  evaluate<T>(expression: string): Promise<T>;
  /** A picture of what is seen, as PNG. */
  screenshot(): Promise<Buffer>;
  readonly close: () => Promise<void>;
}

/**
 * Starts Firefox.
 *
 * @param home folder that holds its profile, which is kept; without it, the profile is empty and goes with the browser.
 * @throws where it is not installed: ask `has('firefox', …)` first
 */
export async function startFirefox(theme: Look['theme'] = 'light', home?: string): Promise<Firefox> {
  const program = programOf('firefox');
  const folder = home ?? temporaryFolder('firefox');
  const profile = join(folder, 'profile');
  mkdirSync(profile, { recursive: true });
  writeFileSync(join(profile, 'user.js'), `user_pref('ui.systemUsesDarkTheme', ${theme === 'dark' ? 1 : 0});\n`);
  const args = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
  // Its home, too, is in the folder: there it keeps caches and settings, and as root it wants a home that is its own.
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, TMPDIR: folder, MOZ_CRASHREPORTER_DISABLE: '1' };
  const running = startProgram(program, args, { cwd: folder, env });
  const [, address = ''] = await shown(running, /WebDriver BiDi listening on (ws:\S+)/, 60_000);
  const session = await openBidi(`${address}/session`);
  await session.send('session.subscribe', { events: ['log.entryAdded'] });
  return {
    pid: running.child.pid,
    open: (url, width = 1440) => openTab(session, url, width),
    async stop() {
      session.close();
      await stopProgram(running);
      if (home === undefined) removeFolder(folder);
    },
    async kill() {
      session.close();
      process.kill(-(running.child.pid ?? 0), 'SIGKILL');
      await running.exited;
      if (home === undefined) removeFolder(folder);
    },
  };
}

async function openTab(session: BidiSession, url: string, width: number): Promise<FirefoxPage> {
  const { context } = await session.send<{ context: string }>('browsingContext.create', { type: 'tab' });
  const problems: string[] = [];
  session.on('log.entryAdded', (entry) => {
    const { level, text, source } = entry as { level: string; text: string; source: { context?: string } };
    if (source.context === context && (level === 'error' || level === 'warn')) problems.push(text);
  });
  const viewport = { width, height: width > 1000 ? 900 : 844 };
  await session.send('browsingContext.setViewport', { context, viewport });
  await session.send('browsingContext.navigate', { context, url, wait: 'complete' });
  return {
    problems,
    async evaluate<T>(expression: string): Promise<T> {
      interface Evaluated {
        result?: { value: string };
        exceptionDetails?: { text: string };
      }
      const { result, exceptionDetails } = await session.send<Evaluated>('script.evaluate', {
        expression: `(async () => JSON.stringify({ value: await (${expression}) }))()`,
        target: { context },
        awaitPromise: true,
      });
      if (result === undefined) throw new Error(`${expression}: ${exceptionDetails?.text}`);
      return (JSON.parse(result.value) as { value: T }).value;
    },
    async screenshot() {
      const { data } = await session.send<{ data: string }>('browsingContext.captureScreenshot', { context });
      return Buffer.from(data, 'base64');
    },
    async close() {
      await session.send('browsingContext.close', { context });
    },
  };
}
