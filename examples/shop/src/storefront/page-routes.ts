import { readFile } from 'node:fs/promises';
import type { FastifyInstance } from 'fastify';

const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'self'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** The views of the page; the script in it shows the one of the address. */
const VIEWS = ['/', '/products/:sku', '/cart', '/orders/:id'];

const FILES = ['shop.css', 'shop.js', 'shop-api.js', 'elements.js', 'goods-views.js', 'cart-views.js', 'shapes.svg'];
const TYPES: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** Serves the web page and its files. */
export async function addPageRoutes(app: FastifyInstance): Promise<void> {
  const page = await readFile(new URL('page/index.html', import.meta.url));
  for (const view of VIEWS) {
    app.get(view, (_request, reply) => reply.type('text/html; charset=utf-8').headers(SECURITY_HEADERS).send(page));
  }
  for (const name of FILES) {
    const body = await readFile(new URL(`page/${name}`, import.meta.url));
    const type = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
    app.get(`/${name}`, (_request, reply) => {
      return reply.type(type).header('cache-control', 'max-age=60').headers(SECURITY_HEADERS).send(body);
    });
  }
}
