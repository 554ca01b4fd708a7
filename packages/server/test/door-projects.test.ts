/** 10,000 generated requests with the keys of one project at everything of another: none is answered with anything of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTemporary, type TemporaryServer } from '../../../test/kit/server.ts';
import { until } from '../../../test/kit/until.ts';
import { openKeep, type Keep } from '../src/keep/keep.ts';
import { createKey, type NewKey } from '../src/keep/keys.ts';
import { createProject } from '../src/keep/projects.ts';
import { openSession } from '../src/keep/sessions.ts';
import { createView } from '../src/keep/views.ts';
import { createApp } from '../src/serve/app.ts';
import type { App } from '../src/serve/http.ts';
import { questions } from '../src/serve/questions/index.ts';
import { changeRoutes } from '../src/serve/routes/index.ts';
import { telemetryOf, type Names } from './door-telemetry.ts';
import { createRandom } from './population/population.ts';
import { INGEST } from './population/served.ts';

const REQUESTS = 10_000;
const AT_A_TIME = 8;
/** Half a minute alone on two cores; this is for a machine that does much beside it. */
const LIMIT_MS = 300_000;
/** Leaks after which no more are looked for. */
const SHOWN = 3;

const ALPHA: Names = {
  secret: 'alphaword',
  service: 'alpha-service',
  traceId: 'a'.repeat(32),
  spanId: 'a'.repeat(16),
  metric: 'alpha.metric',
  logUid: 'alpha-line-',
};
/** What an attacker may know of the other project. */
const BETA: Names = {
  secret: 'betaword',
  service: 'beta-service',
  traceId: 'b'.repeat(32),
  spanId: 'b'.repeat(16),
  metric: 'beta.metric',
  logUid: 'beta-line-',
};
/** The same words, of nothing that there is. */
const NOWHERE: Names = {
  secret: 'gammaword',
  service: 'gama-service',
  traceId: 'c'.repeat(32),
  spanId: 'c'.repeat(16),
  metric: 'gama.metric',
  logUid: 'gama-line-',
};

let server: TemporaryServer;
let keep: Keep;
let app: App;
const nowMs = Date.now();
/** Over when the first request is made: an answer about what goes on is another one each time. */
const range = { from: String(nowMs - 3_600_000), to: String(nowMs + 1000) };
const made = {
  alphaRead: '',
  alphaIngest: '',
  alphaBrowser: '',
  betaRead: '',
  betaKeyId: '',
  betaView: '',
  session: '',
};
/** Cursors and ids that only an answer about the other project shows. */
let found: { cursors: string[]; lines: { uid: string; timeUnixNano: string }[] };

beforeAll(async () => {
  server = await startTemporary({ adminKey: 'sg_admin_0aB1cD2eF3gH4iJ5kL6mN7oP8qR' });
  keep = await openKeep({ dataDir: server.folder });
  const make = async (given: NewKey): Promise<{ key: string; id: string }> => createKey(keep, 'test', given);
  for (const [project, names] of Object.entries({ alpha: ALPHA, beta: BETA })) {
    await createProject(keep, 'test', { slug: project, name: `Project ${names.secret}` });
    const { key } = await make({ kind: 'ingest', project, name: names.secret });
    await until(2000, async () => (await tell(key, 'traces', {})) || undefined, 'the key');
    for (const [signal, body] of Object.entries(telemetryOf(names, nowMs))) {
      if (!(await tell(key, signal, body))) throw new Error(`${signal} of ${project} were refused`);
    }
    if (project === 'alpha') made.alphaIngest = key;
  }
  const read = await make({ kind: 'read', project: 'alpha' });
  const beta = await make({ kind: 'read', project: 'beta', name: `key ${BETA.secret}` });
  const browser = await make({ kind: 'browser', project: 'alpha', origins: ['http://localhost'] });
  const view = { name: `view ${BETA.secret}`, page: 'logs', address: `/logs?q=${BETA.secret}` };
  Object.assign(made, {
    alphaRead: read.key,
    alphaBrowser: browser.key,
    betaRead: beta.key,
    betaKeyId: beta.id,
    betaView: (await createView(keep, 'test', 'beta', view)).id,
  });
  const owner = (await keep.keyring.read()).find(read.key);
  if (owner) made.session = await openSession(keep, owner);
  await server.store.flush();
  app = createApp({ store: server.store, keep, version: '1', allowedHosts: 'loopback', ingest: INGEST });
  found = await lookAround();
});
afterAll(async () => {
  await keep.close();
  await server.close();
});

/** Sends telemetry; whether it was taken. */
async function tell(key: string, signal: string, body: object): Promise<boolean> {
  const response = await fetch(`${server.url}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return response.status === 200 && text === '{}';
}

/** What somebody with a key of the other project would see. */
async function lookAround(): Promise<typeof found> {
  const cursors: string[] = [];
  for (const name of ['services', 'traces', 'logs']) {
    const { body } = await answerOf({ method: 'GET', path: query(name, { limit: '1' }) }, made.betaRead);
    const { next } = JSON.parse(body) as { next: string | null };
    if (next !== null) cursors.push(next);
  }
  const { body } = await answerOf({ method: 'GET', path: query('logs', {}) }, made.betaRead);
  return { cursors, lines: (JSON.parse(body) as { items: typeof found.lines }).items };
}

interface Asked {
  method: string;
  path: string;
  body?: string;
}

interface Answered {
  status: number;
  body: string;
}

function query(name: string, params: Record<string, string | string[]>): string {
  const search = new URLSearchParams({ ...range });
  const path = name.replaceAll(/:(\w+)/g, (_, part: string) =>
    encodeURIComponent([params[part] ?? ''].flat()[0] ?? ''),
  );
  for (const [key, values] of Object.entries(params)) {
    if (!name.includes(`:${key}`)) for (const value of [values].flat()) search.append(key, value);
  }
  return `${path}?${search.toString()}`;
}

/** One answer of the app, with the key in the place that `key` stands for. */
async function answerOf(asked: Asked, key: string): Promise<Answered> {
  const isSession = key === made.session && key !== '';
  const headers = new Headers({ host: 'localhost', 'content-type': 'application/json', 'if-match': '"1"' });
  if (isSession) headers.set('cookie', `sightglass_session=${key}`);
  else headers.set('authorization', `Bearer ${key}`);
  if (isSession || key === made.alphaBrowser) headers.set('origin', 'http://localhost');
  const stop = new AbortController();
  const init = {
    method: asked.method,
    headers,
    signal: stop.signal,
    ...(asked.body === undefined ? {} : { body: asked.body }),
  };
  const response = await app.request(`http://localhost/api/v1/${asked.path}`, init);
  if (!response.headers.get('content-type')?.startsWith('text/event-stream')) {
    return { status: response.status, body: await response.text() };
  }
  // A live stream: what it says at first, and what it says of what is there already.
  const reader = response.body?.getReader();
  const first = await reader?.read();
  stop.abort();
  await reader?.cancel().catch(() => undefined);
  return { status: response.status, body: new TextDecoder().decode(first?.value) };
}

/** Makes requests that try to reach a project, by everything that can be known of it. */
function createAttacker(next: () => number): () => Asked {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const line = (): (typeof found.lines)[number] => pick(found.lines);
  /** How the other project may be named, if at all. */
  const project = (): Record<string, string | string[]> => {
    const roll = next();
    if (roll < 0.8) return { project: 'beta' };
    if (roll < 0.83) return {};
    if (roll < 0.84) return { project: 'alpha' };
    return {
      project: pick([
        ['alpha', 'beta'],
        ['beta', 'alpha'],
        'BETA',
        ' beta',
        'beta ',
        'alpha,beta',
        'default',
        '*',
        '',
        'beta\0',
        "alpha' OR 'a'='a",
      ]),
    };
  };
  const where = (): string =>
    pick([
      'sightglass.project=beta',
      'resource.sightglass.project=beta',
      'sightglass.project!=alpha',
      'resource.sightglass.project?',
      `traceId=${BETA.traceId}`,
      `spanId=${BETA.spanId}`,
      `service.name=${BETA.service}`,
      'key.betaword?',
      'body=~.*beta.*',
      'name=~.*',
      "service.name=x' OR Project='beta",
    ]);
  /** A value of a parameter. */
  const value = (name: string): string | string[] => {
    const of: Record<string, () => string | string[]> = {
      project: () => 'beta',
      service: () => pick([BETA.service, `hidden-${BETA.secret}`, 'alpha-service']),
      traceId: () => pick([BETA.traceId, BETA.traceId.toUpperCase(), ALPHA.traceId]),
      spanId: () => pick([BETA.spanId, ALPHA.spanId]),
      name: () => pick([BETA.metric, `${BETA.metric}.sum`, `${BETA.metric}.histogram`, ALPHA.metric]),
      key: () => pick(['service.name', 'key.betaword', 'sightglass.project', 'resource.sightglass.project', 'label']),
      id: () => pick([made.betaKeyId, made.betaView]),
      where: () => (next() < 0.5 ? where() : [where(), where()]),
      q: () => pick([BETA.secret, 'line', `"of ${BETA.secret}"`, '-alphaword', 'GET']),
      cursor: () => pick([...found.cursors, Buffer.from('["x",0,9999999999999,0]').toString('base64url')]),
      uid: () => line().uid,
      timeUnixNano: () => line().timeUnixNano,
      environment: () => `env-${BETA.secret}`,
      release: () => `1.0-${BETA.secret}`,
      by: () => pick(['sightglass.project', 'service.name', 'label', 'resource.sightglass.project']),
      signal: () => pick(['traces', 'logs', 'metrics']),
      limit: () => pick(['1', '1000']),
      explain: () => '1',
      columns: () => pick(['0', '1']),
      step: () => '60s',
      agg: () => pick(['rate', 'sum', 'avg', 'last', 'p95']),
      order: () => pick(['newest', 'oldest', 'slowest']),
      status: () => 'error',
      since: () => '0',
      page: () => 'logs',
    };
    return (of[name] ?? (() => '1'))();
  };
  const paramsOf = (names: readonly string[], route: string): Record<string, string | string[]> => {
    const params: Record<string, string | string[]> = { ...project() };
    for (const name of names) {
      if (name === 'from' || name === 'to') continue;
      const isNeeded = route.includes(`:${name}`) || name === 'signal' || name === 'uid' || name === 'timeUnixNano';
      if (isNeeded || (name !== 'project' && next() < 0.2)) params[name] = value(name);
    }
    if (route.includes(':project')) params['project'] = 'beta';
    return params;
  };
  const question = (): [name: string, params: Record<string, string | string[]>] => {
    const { name, params } = pick(questions);
    return [name, paramsOf(Object.keys(params.shape), name)];
  };
  const changes = changeRoutes().filter(({ name }) => name !== 'session');
  const bodies = [
    { name: 'x', page: 'logs', address: '/logs' },
    { kind: 'read', name: 'x' },
    { kind: 'admin' },
    { slug: 'beta', name: 'x' },
    { status: 'active' },
  ];
  return () => {
    const roll = next();
    if (roll < 0.72) return { method: 'GET', path: query(...question()) };
    if (roll < 0.82) {
      const asked = Array.from({ length: 1 + Math.floor(next() * 4) }, (_, id) => {
        const [ask, params] = question();
        return { id, ask, params: { ...range, ...params } };
      });
      return { method: 'POST', path: 'ask', body: JSON.stringify({ questions: asked }) };
    }
    if (roll < 0.87) {
      const name = pick(['logs', 'traces']);
      const params = paramsOf(['where', 'q'], name);
      const search = new URLSearchParams();
      for (const [key, values] of Object.entries(params)) for (const one of [values].flat()) search.append(key, one);
      const outside = next() < 0.5 ? '' : '&project=beta';
      return {
        method: 'GET',
        path: `live?sub=${encodeURIComponent(`1:${name}?${search.toString()}`)}${outside}&lastEventId=0`,
      };
    }
    const { method, name, params } = pick(changes);
    const path = query(name, paramsOf(Object.keys(params.shape), name)).replace(/[?&]from=\d+&to=\d+/, '?');
    return { method, path, ...(method === 'DELETE' ? {} : { body: JSON.stringify(pick(bodies)) }) };
  };
}

/** A request with every name of one project replaced by that of another. */
function swapped(text: string, from: Names, to: Names): string {
  let result = text;
  for (const key of Object.keys(from) as (keyof Names)[]) {
    result = result.replaceAll(from[key], to[key]).replaceAll(from[key].toUpperCase(), to[key].toUpperCase());
  }
  return result;
}

/** An answer without what differs from one time to the next: costs, the order of lines and of statements that ran side by side. */
function comparable(body: string): string {
  const withoutCosts = (_: string, value: unknown): unknown => {
    const isStatements =
      Array.isArray(value) && value.every((one) => typeof one === 'object' && one !== null && 'sql' in one);
    return isStatements ? value.map((one) => JSON.stringify(one)).toSorted() : value;
  };
  const lines = body.replaceAll(/"(?:ms|rowsRead)":[\d.]+/g, '"cost":0').split('\n');
  return lines
    .map((line) => (line.startsWith('{') ? JSON.stringify(JSON.parse(line, withoutCosts)) : line))
    .toSorted()
    .join('\n');
}

async function inParallel<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let index = 0;
  const worker = async (): Promise<void> => {
    for (let at = index++; at < count; at = index++) results[at] = await work(at);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, worker));
  return results;
}

describe('a key of one project', () => {
  it(
    '[SC-05] gets no answer that holds anything of another one, in 10,000 requests',
    { timeout: LIMIT_MS },
    async () => {
      const next = createRandom(20_261_121);
      const attack = createAttacker(next);
      const keys = [made.alphaRead, made.alphaRead, made.alphaRead, made.session, made.alphaIngest, made.alphaBrowser];
      const requests = Array.from({ length: REQUESTS }, () => {
        const key = keys[Math.floor(next() * keys.length)] ?? '';
        return { asked: attack(), key };
      });
      const leaks: object[] = [];
      const statuses = new Map<number, number>();
      let ownAnswers = 0;
      await inParallel(REQUESTS, async (at) => {
        if (leaks.length >= SHOWN) return;
        const { asked, key } = requests[at] ?? { asked: attack(), key: '' };
        const answer = await answerOf(asked, key);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.body.includes(ALPHA.secret)) ownAnswers++;
        // Names that stand in the request may stand in the answer too; then it must be the same for names of nothing that there is.
        const holds = Object.values(BETA).some((name) => answer.body.includes(name));
        if (!holds) return;
        const control = { ...asked, path: swapped(asked.path, BETA, NOWHERE) };
        if (asked.body !== undefined) control.body = swapped(asked.body, BETA, NOWHERE);
        const { body } = await answerOf(control, key);
        const same = comparable(swapped(answer.body, BETA, NOWHERE)) === comparable(body);
        if (!same)
          leaks.push({ asked, status: answer.status, answer: answer.body.slice(0, 600), control: body.slice(0, 600) });
      });
      expect(leaks).toEqual([]);
      // They were answered and refused, and did not merely fail.
      const of = (status: number): number => statuses.get(status) ?? 0;
      expect([...statuses.keys()].filter((status) => status >= 500)).toEqual([]);
      expect(of(403)).toBeGreaterThan(REQUESTS / 2);
      expect(of(200)).toBeGreaterThan(REQUESTS / 100);
      expect(ownAnswers).toBeGreaterThan(REQUESTS / 500);
      expect(await listOf('views')).toHaveLength(1);
      expect(await listOf('keys')).toHaveLength(2);
    },
  );

  it('is refused what the key of the other project is answered', async () => {
    // The same generator with the right key: it finds everything, so that it would have found a hole.
    const attack = createAttacker(createRandom(7));
    const answers = await inParallel(150, () => answerOf(attack(), made.betaRead));
    const seen = answers.filter(({ status, body }) => status === 200 && body.includes(BETA.secret));
    expect(seen.length).toBeGreaterThan(20);
  });

  it('is refused over the socket as well', async () => {
    const attack = createAttacker(createRandom(11));
    const requests = Array.from({ length: 2000 }, attack).filter(({ path }) => path.includes('project=beta'));
    for (const { method, path, body } of requests.slice(0, 200)) {
      const headers = { authorization: `Bearer ${made.alphaRead}`, 'content-type': 'application/json' };
      const init = { method, headers, ...(body === undefined ? {} : { body }) };
      const response = await fetch(`${server.url}/api/v1/${path}`, init);
      expect(`${method} ${path}: ${response.status}`).toMatch(/: (?:400|403|409|428)$/);
      await response.body?.cancel();
    }
  });
});

function listOf(table: 'views' | 'keys'): Promise<object[]> {
  return keep.db.selectFrom(table).selectAll().where('project', '=', 'beta').execute();
}
