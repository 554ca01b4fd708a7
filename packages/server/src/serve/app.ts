import { Hono } from 'hono';
import { accepts } from 'hono/accepts';
import { stream } from 'hono/streaming';
import type { Keep } from '../keep/keep.ts';
import { isAdmin } from '../keep/principal.ts';
import { PROMETHEUS_TYPE } from '../self/prometheus.ts';
import type { Durability } from '../store/spool/limits.ts';
import type { Store } from '../store/store.ts';
import { askAll, readAsk } from './ask.ts';
import { authorize } from './authority.ts';
import { callerOf } from './caller.ts';
import { toCsv } from './csv.ts';
import { checkCaller, type Reach } from './host.ts';
import { BASE, givenOf, jsonOf, onlyWith, problemResponse, type App, type Call } from './http.ts';
import { addLive } from './live/route.ts';
import { openApi } from './openapi.ts';
import { readPages, type Pages } from './pages.ts';
import { Problem, problemOf } from './problem.ts';
import type { Question, ServerFacts } from './question.ts';
import { questions } from './questions/index.ts';
import type { BackUp, Change } from './routes/change.ts';
import { changeRoutes } from './routes/index.ts';
import { addChanges } from './routes/serve-changes.ts';
import { run, type AnswerBody, type Asked, type Desk } from './run.ts';

/** What the API needs of the rest of the server. */
export interface AppOptions extends Reach {
  readonly store: Store;
  readonly keep: Keep;
  readonly version: string;
  /** The doors for telemetry. */
  readonly ingest: Pick<ServerFacts, 'perSecond' | 'received' | 'refused' | 'refusedWithin'> & {
    /** Whether they take data now. */
    ready(): boolean;
  };
  /** Folder of the built pages; without it there are none. */
  readonly pagesDir?: string | undefined;
  /** What the server measures of itself, as Prometheus reads it: of one project, or of all. */
  readonly metrics?: (project: string | undefined) => Promise<string>;
  /** Makes a backup. @defaultValue there are none */
  readonly backUp?: BackUp;
  /** When data is acknowledged. @defaultValue 'spool' */
  readonly durability?: Durability;
  /** More for `/readyz` to say. */
  readonly health?: () => object;
  /** Hears of failures that are the server's own, for its log. */
  readonly report?: (error: unknown) => void;
  /** Longest run time of one question, milliseconds. @defaultValue 30_000 */
  readonly queryMs?: number;
  /** Time between pings of a live stream, milliseconds. @defaultValue 15_000 */
  readonly pingMs?: number;
  /** Fires when the server stops: live streams would hold it up. */
  readonly closing?: AbortSignal;
}

const READY_MS = 2000;

function noBackups(): Promise<never> {
  return Promise.reject(new Problem(409, 'This server has no data folder of its own to back up.'));
}

/** The JSON API, the health checks and the pages, as one web handler: `createApp(…).fetch`. */
export function createApp(options: AppOptions): App {
  const { store, keep, version, ingest } = options;
  const pages = options.pagesDir === undefined ? undefined : readPages(options.pagesDir);
  const report = options.report ?? (() => undefined);
  const desk: Desk = {
    store,
    keep,
    server: {
      version,
      engine: store.engine,
      perSecond: (project) => ingest.perSecond(project),
      received: (project) => ingest.received(project),
      refused: (project) => ingest.refused(project),
      refusedWithin: (project, fromMs, toMs) => ingest.refusedWithin(project, fromMs, toMs),
      keeping: () => store.keeping(),
      durability: options.durability ?? 'spool',
      health: () => store.health(),
    },
    now: Date.now,
    onError: report,
    ...(options.queryMs === undefined ? {} : { queryMs: options.queryMs }),
  };
  const app: App = new Hono();
  app.use(async (call, next) => {
    await next();
    protect(call.res.headers);
    // HTTP/2 has no such header: there a stream is closed, not the connection. Without a server around it there is no `env`, whatever its type.
    if (call.env?.incoming?.httpVersionMajor === 2) call.res.headers.delete('connection');
  });
  app.use(`${BASE}/*`, async (call, next) => {
    checkCaller(options, call.req.header('host'), call.req.header('origin'));
    call.set('principal', await callerOf(keep, call.req.raw.headers));
    await next();
    if (!call.res.headers.has('cache-control')) call.res.headers.set('cache-control', 'no-store');
  });
  const changes = changeRoutes();
  addHealth(app, options);
  addMetrics(app, options, pages);
  addQuestions(app, desk, changes);
  addChanges(app, changes, { keep, backUp: options.backUp ?? noBackups }, options.publicUrl);
  addAsk(app, desk);
  addLive(app, desk, { keep, pingMs: options.pingMs, closing: options.closing });
  refuseOtherMethods(app, changes);
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
  if (!headers.has('x-frame-options')) headers.set('x-frame-options', 'DENY');
}

function addHealth(app: App, { store, keep, ingest, health }: AppOptions): void {
  app.get('/healthz', (call) => call.json({ status: 'alive' }));
  app.get('/readyz', async (call) => {
    const [answers, keeps] = await Promise.all(
      [store.query('SELECT 1', {}, { maxMs: READY_MS }), keep.keyring.read()].map((asked) =>
        asked.then(
          () => true,
          () => false,
        ),
      ),
    );
    const accepts = ingest.ready();
    const isReady = answers === true && keeps === true && accepts;
    return call.json(
      { status: isReady ? 'ready' : 'not ready', store: answers, keep: keeps, ingest: accepts, ...health?.() },
      isReady ? 200 : 503,
    );
  });
}

/**
 * For whoever may read: all of it for admins, what concerns the project of the key for others. The page of metrics has the same address:
 * a browser that goes there asks for HTML, which no scraper does.
 */
function addMetrics(app: App, options: AppOptions, pages: Pages | undefined): void {
  const { keep, metrics } = options;
  if (!metrics) return;
  app.get('/metrics', async (call) => {
    if (call.req.header('accept')?.includes('text/html')) {
      const page = pageOf(call, pages);
      page.headers.append('vary', 'Accept');
      return page;
    }
    checkCaller(options, call.req.header('host'), call.req.header('origin'));
    const principal = await callerOf(keep, call.req.raw.headers);
    const project = authorize(principal, 'reader');
    const text = await metrics(isAdmin(principal) ? undefined : project);
    return call.body(text, 200, { 'content-type': PROMETHEUS_TYPE, 'cache-control': 'no-store', vary: 'Accept' });
  });
  app.all('/metrics', () => onlyWith('GET, HEAD'));
}

function addQuestions(app: App, desk: Desk, changes: readonly Change[]): void {
  const document = openApi(questions, changes, desk.server.version);
  app.get(`${BASE}/openapi.json`, (call) => call.json(document));
  for (const question of questions) {
    const path = `${BASE}/${question.name}`;
    app.get(path, async (call) => {
      const body = await run(askedBy(desk, call), question, givenOf(call), call.req.raw.signal);
      return question.columns.length > 0 && wantsCsv(call) ? csvOf(call, question, body) : call.json(body);
    });
  }
}

/** After all routes, so that none stands in the way of another. */
function refuseOtherMethods(app: App, changes: readonly Change[]): void {
  const methods = new Map(questions.map(({ name }) => [name, ['GET', 'HEAD']]));
  for (const { name, method } of changes) methods.set(name, [...(methods.get(name) ?? []), method]);
  methods.set('ask', ['POST']);
  for (const [name, allowed] of methods) app.all(`${BASE}/${name}`, () => onlyWith(allowed.join(', ')));
}

/** The desk with whoever sends a request before it. */
function askedBy(desk: Desk, call: Call): Asked {
  return { ...desk, principal: call.get('principal') };
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
  app.post(`${BASE}/ask`, async (call) => {
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
}

function pageOf(call: Call, pages: Pages | undefined): Response {
  const { path } = call.req;
  const found = pages?.answer(path, call.req.header('accept-encoding'), call.req.header('if-none-match'));
  if (found) return found;
  const why = pages ? '' : ' This server was started without pages; its API is at /api/v1/openapi.json.';
  throw new Problem(404, `There is nothing at ${path}.${why}`);
}
