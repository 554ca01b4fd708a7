import { type BrowserContext, chromium } from 'playwright';
import { chromiumArgs, chromiumPath } from '../kit/chromium.ts';
import { shown, startProgram, stopProgram } from '../kit/processes.ts';

/** A Chromium with a profile of its own, as a person has one: what it stored is there when it is started again. */
export interface OwnBrowser {
  readonly context: BrowserContext;
  /** Ends it as a person does. */
  close(): Promise<void>;
  /** Ends it, and all of its processes, as a loss of power does. */
  kill(): Promise<void>;
}

/** Starts Chromium on the profile in a folder, which may be new. */
export async function startOwnBrowser(profile: string): Promise<OwnBrowser> {
  const args = ['--headless=new', `--user-data-dir=${profile}`, '--remote-debugging-port=0', 'about:blank'];
  const program = startProgram(chromiumPath, [...chromiumArgs, ...args]);
  const [, address = ''] = await shown(program, /DevTools listening on (ws:\S+)/);
  const browser = await chromium.connectOverCDP(address);
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('Chromium has no window');
  return {
    context,
    async close() {
      // It may be gone already, or before it says so.
      await browser
        .newBrowserCDPSession()
        .then((session) => session.send('Browser.close'))
        .catch(() => undefined);
      await stopProgram(program);
    },
    async kill() {
      process.kill(-(program.child.pid ?? 0), 'SIGKILL');
      await program.exited;
      await browser.close();
    },
  };
}
