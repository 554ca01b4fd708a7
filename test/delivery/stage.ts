import type { Browser, BrowserContext } from 'playwright';
import { removeFolder, temporaryFolder } from '../kit/guard.ts';
import { type Sink, startSink } from '../kit/sink.ts';
import { type OwnBrowser, startOwnBrowser } from './own-browser.ts';
import type { Site } from './site.ts';

/** What one case plays on, apart from all others. */
export interface Stage {
  /** A private window; its storage ends with it. */
  readonly context: BrowserContext;
  /** What the page sends to. */
  readonly sink: Sink;
  /** What the page starts its library with. */
  readonly options: object;
  /** Address of a page whose library sends there, once it is open. */
  readonly page: string;
  /** A page of another site. */
  readonly elsewhere: string;
  /** Whether a page that is opened again tells of one more event, number 0. */
  readonly greets: boolean;
  /** What was thrown in the pages so far, and caught by nobody. */
  readonly thrown: readonly string[];
  /** Folder of the profile that the stage's own browsers use. */
  readonly profile: string;
  /** Starts a browser with the stage's profile, one at a time. */
  startOwnBrowser(): Promise<OwnBrowser>;
  close(): Promise<void>;
}

/** What a stage is made from. */
export interface StageSetting {
  readonly browser: Browser;
  readonly site: Site;
  /** Name of the script whose page it is. */
  readonly script: string;
  /** What the sink hands on to, or answers. */
  readonly target: Parameters<typeof startSink>[0];
  /** Options that the page starts its library with. */
  readonly options: (endpoint: string) => object;
  /** For libraries that do not look into their storage before there is something new. */
  readonly greets?: boolean;
}

/** Opens a stage. */
export async function openStage({
  browser,
  site,
  script,
  target,
  options,
  greets = false,
}: StageSetting): Promise<Stage> {
  const sink = await startSink(target);
  const ownOptions = options(sink.url);
  const profile = temporaryFolder('profile');
  const thrown: string[] = [];
  let own: OwnBrowser | undefined;
  const hear = (context: BrowserContext): BrowserContext =>
    context.on('weberror', (error) => thrown.push(String(error.error().stack)));
  const context = hear(await browser.newContext());
  return {
    context,
    sink,
    options: ownOptions,
    page: site.page(script, ownOptions),
    elsewhere: site.elsewhere,
    greets,
    thrown,
    profile,
    async startOwnBrowser() {
      own = await startOwnBrowser(profile);
      hear(own.context);
      return own;
    },
    async close() {
      await context.close();
      await own?.close();
      await sink.close();
      removeFolder(profile);
    },
  };
}
