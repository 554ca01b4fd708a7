import { Hono, type Context } from 'hono';
import { accepts } from 'hono/accepts';
import { bodyLimit } from 'hono/body-limit';
import { stream } from 'hono/streaming';
import type { Keep } from '../keep/keep.ts';
import type { Principal } from '../keep/principal.ts';
import type { Store } from '../store/store.ts';
import { askAll, readAsk } from './ask.ts';
import { authorize } from './authority.ts';
import { callerOf } from './caller.ts';
import { toCsv } from './csv.ts';
import { checkCaller } from './host.ts';
import { openApi } from './openapi.ts';
import { readPages, type Pages } from './pages.ts';
import { Problem, problemBody, problemOf } from './problem.ts';
import type { Question, ServerFacts } from './question.ts';
import { questions } from './questions/index.ts';
import { run, type AnswerBody, type Asked, type Desk } from './run.ts';

/** What the API needs of the rest of the server. */
export interface AppOptions {
  readonly store: Store;
  readonly keep: Keep;
  readonly version: string;
  /** Who may ask: programs of this machine, and the pages of this server. */
  readonly allowedHosts: 'loopback';
  /** The doors for telemetry. */
  readonly ingest: {
    perSecond: ServerFacts['perSecond'];
    /** Whether they take data now. */
    ready(): boolean;
  };
  /** Folder of the built pages; without it there are none. */
  readonly pagesDir?: string | undefined;
  /** More for `/readyz` to say. */
  readonly health?: () => object;
  /** Hears of failures that are the server's own, for its log. */
  readonly report?: (error: unknown) => void;
  /** Longest run time of one question, milliseconds. @defaultValue 30_000 */
  readonly queryMs?: number;
}

/** What is known of a request before its route runs. */
interface Known {
  Variables: { principal: Principal };
}

/** The web handler. */
export type App = Hono<Known>;

type Call = Context<Known>;

const BASE = '/api/v1';
const MAX_BODY_BYTES = 1024 * 1024;
const READY_MS = 2000;

/** The JSON API, the health checks and the pages, as one web handler: `createApp(…).fetch`. */
export function createApp(options: AppOptions): App {
  const { store, keep, version, ingest } = options;
  const pages = options.pagesDir === undefined ? undefined : readPages(options.pagesDir);
  const report = options.report ?? (() => undefined);
  const desk: Desk = {
    store,
    keep,
    server: { version, engine: store.engine, perSecond: () => ingest.perSecond() },
    now: Date.now,
    onError: report,
    ...(options.queryMs === undefined ? {} : { queryMs: options.queryMs }),
  };
  const app: App = new Hono();
  app.use(async (call, next) => {
    await next();
    protect(call.res.headers);
  });
  app.use(`${BASE}/*`, async (call, next) => {
    checkCaller(call.req.header('host'), call.req.header('origin'));
    call.set('principal', await callerOf(keep, call.req.raw.headers));
    await next();
    if (!call.res.headers.has('cache-control')) call.res.headers.set('cache-control', 'no-store');
  });
  addHealth(app, options);
  addQuestions(app, desk);
  addAsk(app, desk);
  app.all('/api/*', (call) => {
    throw new Problem(404, `There is no ${call.req.path} here. ${BASE}/openapi.json lists what there is.`);
  });
  app.get('*', (call) => pageOf(call, pages));
  app.onError((error, call) => {
    const problem = problemOf(error, call.req.path);
    if (problem.status === 500) report(error);
    return problemResponse(problem);
  });
  app.notFound(() => problemResponse(new Problem(404, 'There is nothing at this address.')));
  return app;
}

function protect(headers: Headers): void {
  headers.set('x-content-type-options', 'nosniff');
  headers.set('referrer-policy', 'same-origin');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('x-frame-options', 'DENY');
}

function problemResponse(problem: Problem): Response {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' };
  if (problem.status === 503) headers['retry-after'] = '2';
  if (problem.status === 401) headers['www-authenticate'] = 'Bearer';
  return new Response(JSON.stringify(problemBody(problem)), { status: problem.status, headers });
}

function addHealth(app: App, { store, ingest, health }: AppOptions): void {
  app.get('/healthz', (call) => call.json({ status: 'alive' }));
  app.get('/readyz', async (call) => {
    const answers = await store.query('SELECT 1', {}, { maxMs: READY_MS }).then(
      () => true,
      () => false,
    );
    const accepts = ingest.ready();
    const isReady = answers && accepts;
    return call.json(
      { status: isReady ? 'ready' : 'not ready', store: answers, ingest: accepts, ...health?.() },
      isReady ? 200 : 503,
    );
  });
}

function addQuestions(app: App, desk: Desk): void {
  const document = openApi(questions, desk.server.version);
  app.get(`${BASE}/openapi.json`, (call) => call.json(document));
  for (const question of questions) {
    const path = `${BASE}/${question.name}`;
    app.get(path, async (call) => {
      const body = await run(askedBy(desk, call), question, givenOf(call), call.req.raw.signal);
      return question.columns.length > 0 && wantsCsv(call) ? csvOf(call, question, body) : call.json(body);
    });
    app.all(path, () => onlyWith('GET, HEAD'));
  }
}

/** The desk with whoever sends a request before it. */
function askedBy(desk: Desk, call: Call): Asked {
  return { ...desk, principal: call.get('principal') };
}

function givenOf(call: Call): Map<string, string[]> {
  const given = new Map(Object.entries(call.req.queries()));
  for (const [name, value] of Object.entries(call.req.param())) {
    given.set(name, [value, ...(given.get(name) ?? [])]);
  }
  return given;
}

function wantsCsv(call: Call): boolean {
  const wanted = accepts(call, {
    header: 'Accept',
    supports: ['application/json', 'text/csv'],
    default: 'application/json',
  });
  return wanted === 'text/csv';
}

function csvOf(call: Call, question: Question, body: AnswerBody): Response {
  const items: object[] = Array.isArray(body['items']) ? body['items'] : [];
  const headers: Record<string, string> = { 'content-type': 'text/csv; charset=utf-8; header=present', vary: 'Accept' };
  if (typeof body['next'] === 'string') {
    const url = new URL(call.req.url);
    url.searchParams.set('cursor', body['next']);
    headers['link'] = `<${url.pathname}${url.search}>; rel="next"`;
  }
  return call.body(toCsv(question.columns, items), 200, headers);
}

function addAsk(app: App, desk: Desk): void {
  const limit = bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: () => {
      throw new Problem(413, `A body may have ${MAX_BODY_BYTES} bytes.`);
    },
  });
  app.post(`${BASE}/ask`, limit, async (call) => {
    // Whoever has no key hears so once, and not a line a question.
    authorize(call.get('principal'), 'reader');
    const type = call.req.header('content-type') ?? '';
    // Anything else could be sent by a form of a foreign page.
    if (!/^application\/json\b/i.test(type)) {
      throw new Problem(415, `Send application/json, not ${JSON.stringify(type)}.`);
    }
    const asked = readAsk(await jsonOf(call));
    call.header('content-type', 'application/x-ndjson');
    call.header('cache-control', 'no-store');
    const stop = new AbortController();
    const signal = AbortSignal.any([stop.signal, call.req.raw.signal]);
    return stream(call, async (out) => {
      out.onAbort(() => stop.abort());
      for await (const line of askAll(askedBy(desk, call), questions, asked, signal)) {
        if (out.aborted) return;
        await out.write(`${JSON.stringify(line)}\n`);
      }
    });
  });
  app.all(`${BASE}/ask`, () => onlyWith('POST'));
}

async function jsonOf(call: Call): Promise<unknown> {
  try {
    return await call.req.json();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(400, `The body is not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

function onlyWith(methods: string): Response {
  const response = problemResponse(new Problem(405, `This address answers ${methods} only.`));
  response.headers.set('allow', methods);
  return response;
}

function pageOf(call: Call, pages: Pages | undefined): Response {
  const { path } = call.req;
  const found = pages?.answer(path, call.req.header('accept-encoding'), call.req.header('if-none-match'));
  if (found) return found;
  const why = pages ? '' : ' This server was started without pages; its API is at /api/v1/openapi.json.';
  throw new Problem(404, `There is nothing at ${path}.${why}`);
}
