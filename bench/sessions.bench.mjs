/**
 * How long questions about sessions, web vitals, pages and resources take, over a million events of pages in one day: `npm run bench --
 * sessions`. Needs the build of packages/server; takes about two minutes. Prints JSON. Each round asks for another range, so that none is
 * answered from what the last one found; `cpu` is what all threads of the process took, engine included.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { startServer } from '../packages/server/dist/index.js';

const EVENTS = 1_000_000;
const BLOCK = 250_000;
const EVENTS_A_SESSION = 40;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ROUNDS = 9;

/** `goalMs` is for the median. */
const questions = [
  { what: 'newest 50 sessions', path: 'sessions?limit=50', goalMs: 500 },
  { what: 'sessions with most errors', path: 'sessions?limit=50&sort=errors', goalMs: 500 },
  { what: 'sessions that were at a path', path: 'sessions?q=p/77', goalMs: 500 },
  { what: 'sessions with an attribute', path: 'sessions?where=exception.type=TypeError' },
  { what: 'web vitals by page', path: 'vitals?by=page', goalMs: 500 },
  { what: 'a web vital over time', path: 'vitals/series?name=lcp' },
  { what: 'pages', path: 'pages' },
  { what: 'resources', path: 'resources' },
];

/** Sessions of ten minutes: page views, three vitals each, clicks, resources, some errors. */
async function fill({ command, database }, endMs) {
  const startMs = endMs - DAY_MS;
  for (let first = 0; first < EVENTS; first += BLOCK) {
    await command(`INSERT INTO ${database}.otel_logs (Timestamp, EventName, ScopeName, ServiceName, ResourceAttributes, LogAttributes, SeverityNumber)
    WITH intDiv(number, ${EVENTS_A_SESSION}) AS visit, number % ${EVENTS_A_SESSION} AS place, cityHash64(number) AS chance, cityHash64(visit) AS ofVisit,
      multiIf(place = 0, 'session.start', place % 8 = 1, 'browser.navigation', place % 8 IN (2, 3, 4), 'browser.web_vital', place % 8 = 6, 'app.widget.click', chance % 20 = 0, 'exception', 'browser.resource_timing') AS event,
      toInt64(${startMs}) + intDiv(visit * ${DAY_MS}, ${EVENTS / EVENTS_A_SESSION}) AS startMs, lower(leftPad(hex(startMs), 12, '0')) AS time,
      concat('/p/', toString(chance % 500)) AS path, event = 'browser.resource_timing' AS isResource
    SELECT fromUnixTimestamp64Milli(startMs + place * 15000, 'UTC'), event, '@sightglass/browser', concat('web-', toString(ofVisit % 3)),
      map('service.name', concat('web-', toString(ofVisit % 3)), 'service.version', concat('1.', toString(ofVisit % 5)), 'deployment.environment.name', 'production', 'browser.platform', 'Windows', 'browser.language', 'de',
        'user_agent.original', concat('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/', toString(140 + ofVisit % 17), '.0.0.0 Safari/537.36')),
      map('session.id', concat(substring(time, 1, 8), '-', substring(time, 9), '-7', substring(lower(hex(ofVisit)), 1, 3), '-8000-', substring(lower(hex(sipHash64(visit))), 1, 12)), 'log.record.uid', lower(hex(sipHash128(number))),
        'enduser.pseudo.id', toString(ofVisit % 9000), 'url.path', path, 'url.full', if(isResource, concat('https://cdn.test/', toString(chance % 300), '.js'), concat('https://shop.test', path)),
        'sightglass.page.id', lower(hex(sipHash128(visit, intDiv(place, 8)))), 'sightglass.page.route', concat('/p/:', toString(chance % 30)),
        'browser.web_vital.name', if(event = 'browser.web_vital', ['lcp', 'cls', 'inp'][place % 8 - 1], ''), 'browser.web_vital.value', toString(if(place % 8 = 3, (chance % 300) / 1000, chance % 5000)), 'browser.web_vital.id', lower(hex(sipHash64(number))),
        'sightglass.resource.kind', 'script', 'sightglass.resource.duration_ms', toString(chance % 900), 'sightglass.resource.transfer_size', toString(chance % 90000),
        'sightglass.click.kind', if(chance % 40 = 0, 'rage', ''), 'exception.type', if(event = 'exception', 'TypeError', '')),
      9
    FROM numbers(${first}, ${BLOCK})`);
  }
}

async function measure(url, { what, path, goalMs }, hours, endMs) {
  const times = [];
  for (let round = 0; round < ROUNDS; round++) {
    const toMs = endMs - round * 1000;
    const cpu = process.cpuUsage();
    const begin = performance.now();
    const response = await fetch(
      `${url}/api/v1/${path}${path.includes('?') ? '&' : '?'}from=${toMs - hours * HOUR_MS}&to=${toMs}`,
    );
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text}`);
    const { user, system } = process.cpuUsage(cpu);
    times.push({ ms: performance.now() - begin, cpuMs: (user + system) / 1000 });
  }
  const medianMs = median(times.slice(1).map(({ ms }) => ms));
  return {
    question: `${what}, ${hours} h`,
    goal: goalMs === undefined ? '' : `${goalMs} ms`,
    coldMs: Math.round(times[0].ms),
    medianMs,
    bestMs: Math.round(Math.min(...times.map(({ ms }) => ms))),
    medianCpuMs: median(times.slice(1).map(({ cpuMs }) => cpuMs)),
    result: goalMs === undefined ? '' : medianMs <= goalMs ? 'pass' : 'short',
  };
}

function median(values) {
  return Math.round(values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]);
}

const folder = mkdtempSync(join(tmpdir(), 'sightglass-bench-sessions-'));
const server = await startServer({ port: 0, dataDir: folder });
try {
  const endMs = Date.now();
  await fill(server.store, endMs);
  const figures = [];
  for (const question of questions)
    for (const hours of [24, 1]) figures.push(await measure(server.url, question, hours, endMs));
  const met = figures.filter(({ result }) => result === 'pass').length;
  const goals = figures.filter(({ goal }) => goal !== '').length;
  const result = {
    name: 'sessions',
    what: 'Questions about one million events of pages in one day, milliseconds',
    goal: 'every question within the time it names',
    figure: `${met} of ${goals}`,
    result: met === goals ? 'pass' : 'short',
    figures,
    node: process.version,
  };
  console.log(JSON.stringify(result, null, 2));
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}
