import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';

/** Where the page in people's browsers sends its telemetry. */
export interface PageTelemetry {
  /** Address before `/v1/logs`. */
  readonly endpoint: string;
  /** Key for pages, where the receiver asks for one: everybody can read it. */
  readonly key: string | undefined;
  /** Becomes `service.version`. */
  readonly release: string;
}

/** The views of the page; the script in it shows the one of the address. */
const VIEWS = ['/', '/products/:sku', '/cart', '/orders/:id'];

const FILES = [
  'shop.css',
  'watch.js',
  'shop.js',
  'shop-api.js',
  'elements.js',
  'goods-views.js',
  'cart-views.js',
  'shapes.svg',
];
const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** What a page with a script tag of `@sightglass/browser` loads: the SDK, and when it is idle what records. */
const SDK_FILES = ['sightglass.js', 'recorder.js', 'recorder-worker.js'];
/** Stands in the page where its scripts begin. */
const SCRIPTS = '<!-- scripts -->';

/** Serves the web page and its files. Without `telemetry` nobody watches the page. */
export async function addPageRoutes(app: FastifyInstance, telemetry?: PageTelemetry): Promise<void> {
  const headers = securityHeaders(telemetry);
  const html = await readFile(new URL('page/index.html', import.meta.url), 'utf8');
  const page = html.replace(SCRIPTS, telemetry === undefined ? '' : scriptsOf(telemetry));
  for (const view of VIEWS) {
    app.get(view, (_request, reply) => reply.type('text/html; charset=utf-8').headers(headers).send(page));
  }
  const sdk = new URL('dist/', import.meta.resolve('@sightglass/browser/package.json'));
  const files = [
    ...FILES.map((name) => ({ name, file: new URL(`page/${name}`, import.meta.url) })),
    ...(telemetry === undefined ? [] : SDK_FILES).map((name) => ({ name, file: new URL(name, sdk) })),
  ];
  for (const { name, file } of files) {
    const body = await readFile(file);
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    app.get(`/${name}`, (_request, reply) => {
      return reply.type(type).header('cache-control', 'max-age=60').headers(headers).send(body);
    });
  }
}

/** A policy that lets the page speak to nobody but the shop, and the receiver of its telemetry. */
function securityHeaders(telemetry: PageTelemetry | undefined): Record<string, string> {
  const receiver = telemetry === undefined ? '' : `; connect-src 'self' ${new URL(telemetry.endpoint).origin}`;
  return {
    'content-security-policy': `default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'${receiver}`,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
  };
}

/** Deferred, so that nobody waits for them, and still before the page's own, which is a module. */
function scriptsOf({ endpoint, key = '', release }: PageTelemetry): string {
  const data = Object.entries({ endpoint, key, release }).map(([name, value]) => `data-${name}="${escape(value)}"`);
  return `<script defer src="/sightglass.js"></script>
    <script defer id="watch" src="/watch.js" ${data.join(' ')}></script>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
