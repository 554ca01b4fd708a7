/**
 * What the way of telemetry into the tables costs, from HTTP to the last merge: `npm run bench -- ingest`; one part of it:
 * `npm run bench -- ingest spans`, with fewer records `npm run bench -- ingest spans 300000`. Needs the build of packages/server and Linux. Server, senders and what reads the folder afterwards are
 * processes of their own. Costs are CPU time of the server's process, user and kernel, all threads, until nothing waits and nothing is
 * merged any more, and of what it does at rest nothing is taken off: what a busy machine leaves nearly as it is. The records that lie in
 * the tables at the end are counted: a figure of data that was lost would be none.
 *
 * Every part is measured in three rounds, in turns, and the round that cost least is given: the same build costs up to a third more while others
 * use the caches and the other halves of our processors, and nothing of that makes it cost less. What each round cost is named; memory is the
 * most of all rounds.
 */
import { measure, PARTS } from './ingest/measure.mjs';
import { runToEnd } from './ingest/processes.mjs';

const LEAST_TIMES = 5;
const ROUNDS = 3;

const round = (value, digits = 1) => Number(value.toFixed(digits));

/** What falls short of the goals; empty where nothing does. */
function shortOf({ part, sent, cpu, cores, idle, peak, bytes, visible, isNaive }) {
  if (isNaive) return [];
  const checks = [
    [sent.records / cpu < part.goal, `below ${part.goal} a second and core`],
    [bytes > part.disk, `above ${part.disk} bytes on disk`],
    [idle > 300, 'above 300 MB idle'],
    [peak > 1100, 'above 1,100 MB'],
    [part.pace !== undefined && cores > 0.5, 'above 0.5 core'],
    [(cpu / sent.records) * 1e6 > part.mostUs, `above ${part.mostUs} µs`],
    [sent.ackP99 > part.ackMs, `acknowledged after more than ${part.ackMs} ms`],
    [visible.slowestMs > 1500, 'visible after more than 1.5 s'],
  ];
  return checks.filter(([isShort]) => isShort).map(([, what]) => what);
}

const perRecord = ({ cpu, sent }) => cpu / sent.records;

/** The round that cost least, with the memory of all. */
function leastOf(rounds) {
  const least = rounds.toSorted((a, b) => perRecord(a) - perRecord(b))[0];
  const most = (name) => Math.max(...rounds.map((one) => one[name]));
  return { ...least, idle: most('idle'), peak: most('peak'), rounds: rounds.map(perRecord) };
}

function lineOf(measured) {
  const { part, isNaive, idle, peak, sent, cpu, cores, bytes, parts, visible, rounds } = measured;
  const short = shortOf(measured);
  return {
    what: part.what,
    'CPU µs a record': round((cpu / sent.records) * 1e6),
    'in each round': rounds.map((cost) => round(cost * 1e6)).join(', '),
    'of it JavaScript': round((parts.js / sent.records) * 1e6),
    'of it merges': round((parts.merges / sent.records) * 1e6),
    'a second and core': Math.round(sent.records / cpu),
    'a second': Math.round(sent.records / sent.seconds),
    'cores while sent': round(cores, 2),
    'ack p50 ms': round(sent.ackP50),
    'ack p99 ms': round(sent.ackP99),
    'visible after ms': visible.slowestMs ?? '',
    'MB idle': idle,
    'MB at most': peak,
    'bytes on disk': round(bytes),
    result: isNaive ? '' : short.length === 0 ? 'pass' : `short: ${short.join(', ')}`,
  };
}

/** What each part of the table of spans adds; the numbers are those of an insert and one merge of what it brought. */
function costLines() {
  return runToEnd('costs.mjs').map(({ what, insertUs, mergeUs, bytes }) => ({
    what: `insert of spans: ${what}`,
    'CPU µs a record': round(insertUs, 2),
    'of it merges': `and ${round(mergeUs, 2)} a merge`,
    'bytes on disk': round(bytes),
  }));
}

async function main([only, records]) {
  const names = [...Object.keys(PARTS), 'costs'].filter((name) => only === undefined || name === only);
  if (names.length === 0)
    throw new Error(`there is no part ${only}; there are ${Object.keys(PARTS).join(', ')}, costs`);
  const parts = names.filter((one) => one !== 'costs');
  const rounds = Object.fromEntries(parts.map((name) => [name, []]));
  for (let turn = 0; turn < ROUNDS; turn++) {
    for (const name of parts) {
      rounds[name].push(
        await measure({ ...PARTS[name], ...(records === undefined ? {} : { total: Number(records) }) }),
      );
    }
  }
  const measured = Object.fromEntries(parts.map((name) => [name, leastOf(rounds[name])]));
  const costs = names.includes('costs') ? costLines() : [];
  const { spans, naive } = measured;
  const times = spans && naive ? perRecord(naive) / perRecord(spans) : undefined;
  const lines = Object.values(measured).map(lineOf);
  const isMet = lines.every(({ result }) => result === 'pass' || result === '') && !(times < LEAST_TIMES);
  const result = {
    name: 'ingest',
    what: 'Telemetry from HTTP into the tables, merges included',
    goal: `60,000 spans, 40,000 spans of JSON, 80,000 log records, 100,000 points a second and core; ${LEAST_TIMES} times the naive path`,
    figure: [
      ...(spans ? [`${round(perRecord(spans) * 1e6)} µs a span`] : []),
      ...(times === undefined ? [] : [`${round(times)} times the naive path`]),
    ].join(', '),
    result: isMet ? 'pass' : 'short',
    figures: [...lines, ...costs],
    node: process.version,
  };
  console.log(JSON.stringify(result, null, 2));
}

await main(process.argv.slice(2));
