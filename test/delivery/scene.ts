import type { Browser } from 'playwright';
import { launchChromium } from '../kit/browser.ts';
import { dataFolder } from '../kit/data-folder.ts';
import { removeFolder } from '../kit/guard.ts';
import { type Program, stopProgram } from '../kit/processes.ts';
import { listening, spawnServer } from '../kit/server.ts';
import type { Script } from '../kit/sink.ts';
import { type OurOptions, ourOptions, ourScript } from './ours.ts';
import { type Site, startSite } from './site.ts';
import { openStage, type Stage, type StageSetting } from './stage.ts';

/** Where a file of tests plays: a server of ours, a browser, and a stage for each test. */
export interface Scene {
  readonly browser: Browser;
  readonly site: Site;
  /** The server's address; it keeps it over a restart. */
  readonly server: string;
  /** Opens a stage whose pages send to that server as a service, through a sink, which may misbehave from the start. */
  stageFor(service: string, setting?: StageChoices): Promise<Stage>;
  /** Kills the server, and starts it again with what it had. */
  killServer(): Promise<void>;
  close(): Promise<void>;
}

/** What a test may want otherwise. */
export interface StageChoices extends OurOptions {
  readonly script?: Script;
  /** Whom to hand on to instead of the server, or what to answer. */
  readonly target?: StageSetting['target'];
  /** Runs in every page before its own scripts. */
  readonly before?: string;
}

/** What plays on it: the library, and how it is told where to send. */
export interface Player {
  /** Bundles its page. */
  readonly script: () => Promise<string>;
  readonly options: (endpoint: string, service: string, more: OurOptions) => object;
}

/** Sets the scene. @param player by default the client of `@sightglass/otlp` */
export async function startScene(player: Player = { script: ourScript, options: ourOptions }): Promise<Scene> {
  const folder = dataFolder('delivery');
  const start = (port: string): Program => spawnServer(['--port', port, '--data', folder]);
  let program = start('0');
  const [server, browser, site] = await Promise.all([
    listening(program),
    launchChromium(),
    player.script().then((script) => startSite(new Map([['ours', script]]))),
  ]);
  const stages: Stage[] = [];
  return {
    browser,
    site,
    server,
    async stageFor(service, { script, target = server, before, ...more } = {}) {
      const options = (endpoint: string): object => player.options(endpoint, service, more);
      const stage = await openStage({ browser, site, script: 'ours', target, options });
      stages.push(stage);
      stage.sink.misbehave(script);
      if (before !== undefined) await stage.context.addInitScript(before);
      return stage;
    },
    async killServer() {
      await stopProgram(program, 'SIGKILL');
      program = start(new URL(server).port);
      await listening(program);
    },
    async close() {
      for (const stage of stages) await stage.close();
      await browser.close();
      await site.close();
      await stopProgram(program);
      removeFolder(folder);
    },
  };
}
