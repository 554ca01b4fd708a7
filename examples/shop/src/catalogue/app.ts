import { monitor } from '@sightglass/api';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { logRequest } from '../logger.ts';
import type { CatalogueStore, StockLine } from './store.ts';

/** The catalogue's routes. Answers are JSON; a failure is `{ error, message }`. */
export function createCatalogueApp(store: CatalogueStore, log: Logger): Express {
  const app = express();
  tellStock(store);
  app.disable('x-powered-by');
  app.use(requestLog(log));
  app.use(express.json({ limit: '64kb' }));

  app.get('/healthz', (_request, response) => void response.json({ ok: true }));

  app.get('/products', (request, response) => {
    const { category, skus } = request.query;
    if (typeof skus === 'string') response.json({ items: store.pickSkus(skus.split(',').slice(0, 100)) });
    else response.json({ items: store.list(typeof category === 'string' ? category : undefined) });
  });

  app.get('/products/:sku', (request, response) => {
    const { sku } = request.params;
    const [product] = store.pickSkus([sku]);
    if (product) response.json({ ...product, reviews: store.reviews(sku) });
    else response.status(404).json({ error: 'unknown_product', message: `no product ${sku}` });
  });

  app.get('/search', (request, response) => {
    const text = typeof request.query['q'] === 'string' ? request.query['q'].trim() : '';
    if (text.length < 2) {
      const message = 'q needs at least 2 characters, e.g. /search?q=lamp';
      response.status(400).json({ error: 'query_too_short', message });
      return;
    }
    const named = store.searchNames(text);
    if (named.length > 0) {
      response.json({ items: named, found: 'names' });
      return;
    }
    const items = store.searchReviews(text);
    log.info({ length: text.length, items: items.length }, 'searched all reviews');
    response.json({ items, found: 'reviews' });
  });

  app.post('/stock/take', (request, response) => {
    const lines = readLines(request.body);
    if (!lines) {
      const message = 'lines must be a list of { sku, quantity } with quantity >= 1';
      response.status(400).json({ error: 'bad_lines', message });
      return;
    }
    const short = store.takeStock(lines);
    tellStock(store);
    if (short.length > 0) response.status(409).json({ error: 'sold_out', message: `sold out: ${short.join(', ')}` });
    else response.json({ taken: lines.length });
  });

  app.use((request, response) => {
    response.status(404).json({ error: 'not_found', message: `no route ${request.method} ${request.path}` });
  });
  app.use(errorAnswer(log));
  return app;
}

function tellStock(store: CatalogueStore): void {
  for (const { category, pieces } of store.stock()) {
    monitor.gauge('shop.stock', pieces, { 'shop.product.category': category });
  }
}

function readLines(body: unknown): StockLine[] | undefined {
  if (typeof body !== 'object' || body === null || !('lines' in body) || !Array.isArray(body.lines)) return undefined;
  const lines: StockLine[] = [];
  for (const line of body.lines) {
    const { sku, quantity } = Object(line);
    if (typeof sku !== 'string' || !Number.isInteger(quantity) || quantity < 1) return undefined;
    lines.push({ sku, quantity });
  }
  return lines;
}

function requestLog(log: Logger): RequestHandler {
  // Named, so that traces name it too.
  return function logRequests(request, response, next) {
    const startedAt = performance.now();
    response.on('finish', () => {
      // What matched, e.g. { path: '/products/:sku' }; Express types it as any.
      const matched: unknown = request.route;
      const path: unknown = Object(matched).path;
      const route = typeof path === 'string' ? path : undefined;
      logRequest(log, { method: request.method, route, status: response.statusCode, startedAt });
    });
    next();
  };
}

function errorAnswer(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const status: unknown = Object(error).status;
    if (response.headersSent) {
      next(error);
    } else if (typeof status === 'number' && status >= 400 && status < 500) {
      response.status(status).json({ error: 'bad_request', message: String(Object(error).message) });
    } else {
      log.error({ err: error }, 'request failed');
      response.status(500).json({ error: 'internal', message: 'the catalogue could not answer' });
    }
  };
}
