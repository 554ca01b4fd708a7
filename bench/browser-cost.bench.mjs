/**
 * What a program in a page costs the page, ours and the stock OpenTelemetry stack: `npm run bench -- browser-cost`; in so many rounds, or some of
 * the programs only: `npm run bench -- browser-cost 3 traces otel-2`. Needs Chromium, and installs what is compared. Prints JSON. One visit is
 * bench/browser/page.js: 2,000 elements, 20 requests, 30 clicks, an error, a rejection, a long task, and 7 seconds more. In each round every
 * program and the bare page have their turn; a figure is the median of the rounds, and what is more than the bare page is compared in the same
 * round. Init (compiling and starting the program), scripting and tasks are CPU time of the page's main thread, as DevTools tells it; bytes are
 * those of bodies while the page lives.
 */
import { bundleFiles } from '../scripts/bundle-page.mjs';
import { Stop } from '../scripts/workspace.mjs';
import { launchChromium } from '../test/kit/browser.ts';
import { startSink } from '../test/kit/sink.ts';
import { installPeers, PROGRAMS } from './browser/programs.mjs';
import { playVisit, startPages } from './browser/visit.mjs';

const ROUNDS = 8;
const BARE = 'bare';
const MEASURED = ['traces', 'all', 'replay', 'otel-2', 'otel-3', 'otel-2-replay'];
const RIVALS = ['otel-2', 'otel-3'];

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const round = (value, digits = 0) => Number(value.toFixed(digits));

function chosenOf(words) {
  const rounds = Number(words.find((word) => /^\d+$/.test(word)) ?? ROUNDS);
  const named = words.filter((word) => !/^\d+$/.test(word));
  const unknown = named.find((name) => !MEASURED.includes(name));
  if (unknown !== undefined) throw new Stop(`There is no ${unknown}; there are ${MEASURED.join(', ')}.`);
  return { rounds, names: named.length === 0 ? MEASURED : named };
}

/** What each program is served as: those that load something when it is wanted as modules, whose start is not timed, the others as scripts. */
async function bundleAll(names) {
  const files = new Map();
  const programs = { [BARE]: {} };
  for (const name of names) {
    const { program, from } = PROGRAMS[name];
    const all = await bundleFiles(program, { from });
    if (all.length > 1) {
      for (const file of all) files.set(`/${name}/${file.name}`, file.code);
      programs[name] = { module: `/${name}/page.js` };
    } else {
      files.set(`/${name}.js`, `(() => {${all[0].code}})();`);
      programs[name] = { script: `/${name}.js` };
    }
  }
  return { files, programs };
}

/** All that was measured: by program, one of each round. */
async function measure({ rounds, names }) {
  const { files, programs } = await bundleAll(names);
  const [pages, sink, browser] = await Promise.all([
    startPages(files),
    startSink(() => ({ status: 200 })),
    launchChromium(),
  ]);
  const all = [BARE, ...names];
  const measured = Object.fromEntries(all.map((name) => [name, []]));
  for (let i = 0; i < rounds; i += 1) {
    // Each time another one begins.
    for (const name of all.map((_, at) => all[(at + i) % all.length])) {
      const one = await playVisit({ browser, pages, sink, program: programs[name] });
      measured[name].push(one);
      console.error(name, JSON.stringify({ ...one, heap: round(one.heap / 1e6, 2) }));
    }
  }
  await browser.close();
  await sink.close();
  pages.close();
  return measured;
}

/** Figures of a program beside those of the bare page. */
function summaryOf(measured, name) {
  const more = (of) => median(measured[name].map((one, i) => of(one) - of(measured[BARE][i])));
  const own = (of) => median(measured[name].map(of));
  return {
    initMs: more(({ initMs }) => initMs),
    scriptMs: more(({ scriptMs }) => scriptMs),
    taskMs: more(({ taskMs }) => taskMs),
    heap: more(({ heap }) => heap),
    requests: own(({ requests }) => requests),
    preflights: own(({ preflights }) => preflights),
    bytes: own(({ bytes }) => bytes),
    longTasks: more(({ longTasks }) => longTasks.length),
  };
}

/** Share of the main thread that recording takes, of a visit: what tasks take more than with the same program without it, in the same round. */
function shareOf({ replay, traces }) {
  if (!replay || !traces) return undefined;
  return median(replay.map(({ taskMs, wallMs }, i) => (taskMs - traces[i].taskMs) / wallMs));
}

/** What of the goals is kept; those of programs that were not measured are left out. */
function judge(of, share) {
  const { traces, replay } = of;
  const rivals = RIVALS.map((name) => of[name]).filter((rival) => rival !== undefined);
  const goals = [];
  if (traces !== undefined) {
    for (const rival of rivals) {
      goals.push([traces.initMs <= rival.initMs / 2, 'init at most half of the stock stack']);
      goals.push([traces.scriptMs <= rival.scriptMs * 0.8, 'scripting at most 0.8 of the stock stack']);
    }
    goals.push([traces.requests <= 3 && traces.preflights === 0, 'at most 3 requests, no preflight']);
    goals.push([traces.bytes <= 5000, 'at most 5 KB while the page lives']);
  }
  if (replay !== undefined) {
    goals.push([replay.taskMs <= 270, 'with replay at most 270 ms more of tasks']);
    goals.push([replay.longTasks <= 1, 'with replay no task over 50 ms but the snapshot']);
  }
  if (share !== undefined) goals.push([share <= 0.02, 'recording at most 2 % of the main thread']);
  return {
    kept: goals.filter(([isKept]) => isKept).length,
    all: goals.length,
    missed: [...new Set(goals.filter(([isKept]) => !isKept).map(([, what]) => what))],
  };
}

const chosen = chosenOf(process.argv.slice(2));
await installPeers();
const measured = await measure(chosen);
const summaries = Object.fromEntries(chosen.names.map((name) => [name, summaryOf(measured, name)]));
const { kept, all, missed } = judge(summaries, shareOf(measured));
const bare = (of) => round(median(measured[BARE].map(of)), 1);
const result = {
  name: 'browser-cost',
  what: `What a page pays for a program, above the bare page (scripting ${bare(({ scriptMs }) => scriptMs)} ms, tasks ${bare(({ taskMs }) => taskMs)} ms) of the same round, median of ${chosen.rounds} rounds`,
  goal: `all ${all}: init ≤ half of the stock stack's, scripting ≤ 0.8 of it, ≤ 3 requests without preflight, ≤ 5 KB while the page lives; with replay ≤ 270 ms more of tasks, none over 50 ms but the snapshot, recording ≤ 2 % of the main thread`,
  figure: `${kept} of ${all}${missed.length === 0 ? '' : `; not: ${missed.join('; ')}`}`,
  result: kept === all ? 'pass' : 'short',
  figures: Object.entries(summaries).map(([name, one]) => ({
    library: PROGRAMS[name].library,
    what: PROGRAMS[name].what,
    'init ms': Number.isNaN(one.initMs) ? '' : round(one.initMs, 1),
    'scripting ms more': round(one.scriptMs, 1),
    'tasks ms more': round(one.taskMs, 1),
    'tasks over 50 ms more': one.longTasks,
    'heap KB more': round(one.heap / 1000),
    'main thread %': name === 'replay' && shareOf(measured) !== undefined ? round(shareOf(measured) * 100, 2) : '',
    requests: one.requests,
    preflights: one.preflights,
    'body bytes': one.bytes,
  })),
};
console.log(JSON.stringify(result, null, 2));
