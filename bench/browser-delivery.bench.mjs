/**
 * How many of a page's events arrive when something comes in between, ours and others': `npm run bench -- browser-delivery`.
 * Needs the build of packages/server, Chromium, and installs what is compared from bench/peers. Prints JSON. The cases are those of
 * test/delivery/cases.ts, each library with its default settings. A name of a library as argument measures that one only.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { startServer } from '../packages/server/dist/index.js';
import { bundlePage } from '../scripts/bundle-page.mjs';
import { pnpm, Stop } from '../scripts/workspace.mjs';
import { CASES } from '../test/delivery/cases.ts';
import { ourOptions, ourScript, storedEvents } from '../test/delivery/ours.ts';
import { startSite } from '../test/delivery/site.ts';
import { openStage } from '../test/delivery/stage.ts';
import { launchChromium } from '../test/kit/browser.ts';
import { removeFolder, temporaryFolder } from '../test/kit/guard.ts';

/** How long a case is watched for what has not arrived; and then for what arrives again. */
const WATCHED_MS = 30_000;
const AGAIN_MS = 2000;
/** Cases of one library that are played at the same time, each in a window of its own. */
const AT_ONCE = 4;
const MOST_REQUESTS = 3;

const PEERS_FOLDER = fileURLToPath(new URL('peers/', import.meta.url));
const OURS = '@sightglass/otlp';
const PEERS = {
  opentelemetry: '@opentelemetry/sdk-logs',
  faro: '@grafana/faro-web-sdk',
  snowplow: '@snowplow/browser-tracker',
  rudderstack: '@rudderstack/analytics-js',
};

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const versionOf = (name) =>
  JSON.parse(readFileSync(`${PEERS_FOLDER}node_modules/${name}/package.json`, 'utf8')).version;

async function installPeers() {
  const { code, output } = await pnpm(['install', '--ignore-workspace', '--frozen-lockfile'], { cwd: PEERS_FOLDER });
  if (code !== 0) throw new Stop(`${output}\nWhat is compared could not be installed in bench/peers.`);
}

/** Ours: into a real server, and what it has stored then. */
function ours(server) {
  return {
    library: OURS,
    script: 'ours',
    code: ourScript,
    prepare: (name) => ({
      target: server.url,
      options: (endpoint) => ourOptions(endpoint, name),
      numbers: async () => (await storedEvents(server.url, name)).map(({ number }) => number),
    }),
  };
}

/** Another library: into a sink that takes everything and looks for the names of the events in it. */
function peer(script, name) {
  return {
    library: `${name} ${versionOf(name)}`,
    script,
    code: () => bundlePage(readFileSync(`${PEERS_FOLDER}${script}.js`, 'utf8'), { from: PEERS_FOLDER }),
    prepare() {
      const seen = [];
      return {
        target({ text }) {
          seen.push(...[...text.matchAll(/delivery-(\d+)/g)].map(([, number]) => Number(number)));
          return { status: 200 };
        },
        options: (endpoint) => ({ endpoint }),
        // Some look for what they have stored only when there is something new, which a real page always has.
        greets: true,
        numbers: async () => seen.filter((number) => number > 0),
      };
    },
  };
}

/** Plays one case, and says what arrived. */
async function playCase({ browser, site }, { script, prepare }, { name, events, play }) {
  const { numbers, ...ends } = prepare(name);
  const stage = await openStage({ browser, site, script, ...ends });
  try {
    await play(stage);
    const deadline = performance.now() + WATCHED_MS;
    while (new Set(await numbers()).size < events && performance.now() < deadline) await pause(250);
    await pause(AGAIN_MS);
    const all = await numbers();
    return {
      delivered: new Set(all).size,
      again: all.length - new Set(all).size,
      requests: stage.sink.received.length,
    };
  } finally {
    await stage.close();
  }
}

/** Plays all cases of a library, some at a time. */
async function playAll(library) {
  const browser = await launchChromium();
  const site = await startSite(new Map([[library.script, await library.code()]]));
  const outcomes = new Map();
  const left = [...CASES];
  const worker = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) {
      outcomes.set(one, await playCase({ browser, site }, library, one));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  await site.close();
  await browser.close();
  return outcomes;
}

function cell({ delivered, again, requests }, { events }) {
  const twice = again === 0 ? '' : ` (+${again})`;
  return events > 20 ? `${delivered}${twice} in ${requests} requests` : `${delivered}${twice}`;
}

/** Cases in which one of our events was lost, stored twice, or sent with too many requests. */
const faultsIn = (outcomes) =>
  CASES.filter((one) => {
    const { delivered, again, requests } = outcomes.get(one);
    return delivered !== one.events || again !== 0 || (one.events > 20 && requests > MOST_REQUESTS);
  });

async function main() {
  await installPeers();
  const folder = temporaryFolder('browser-delivery');
  const server = await startServer({ port: 0, dataDir: folder, selfMetrics: 0 });
  const wanted = process.argv[2];
  const libraries = [ours(server), ...Object.entries(PEERS).map(([script, name]) => peer(script, name))].filter(
    ({ script }) => wanted === undefined || script === wanted,
  );
  const figures = [];
  let good = 0;
  for (const library of libraries) {
    const outcomes = await playAll(library);
    if (library.library === OURS) good = CASES.length - faultsIn(outcomes).length;
    figures.push({
      library: library.library,
      ...Object.fromEntries(CASES.map((one) => [one.name, cell(outcomes.get(one), one)])),
    });
  }
  await server.close();
  removeFolder(folder);
  const result = {
    name: 'browser-delivery',
    what: `Events of a page that arrived: 20 in each case, 1,000 in the last; watched for ${WATCHED_MS / 1000} s; (+n): arrived again, with ours: stored twice; a page of the others that is opened again tells of one more event, which is not counted`,
    goal: `all in all ${CASES.length} cases, none stored twice, 1,000 in ${MOST_REQUESTS} requests at most`,
    figure: `${good} of ${CASES.length} cases`,
    result: good === CASES.length ? 'pass' : 'short',
    figures,
  };
  console.log(JSON.stringify(result, null, 2));
}

await main();
