import type { Difference } from './differences.ts';
import { levelRoute, renamed, withAttributes, withoutSpans } from './level.ts';
import type { Side } from './run-app.ts';
import type { PlainSpan } from './span-tree.ts';

/** Differences of frameworks' spans. */
export const FRAMEWORK_DIFFERENCES: readonly Difference[] = [
  {
    id: 'express-routers',
    library: 'express',
    stock: 'a span without duration and without children for each router that is passed, named after its first route',
    ours: 'none; what a router leads to has its whole route',
    why: 'The name is that of another route as often as not, and nothing is below it.',
    level: (spans, side) =>
      withoutSpans(spans, ({ attributes }) => side === 'stock' && attributes['express.type'] === 'router'),
  },
  {
    id: 'express-several-paths',
    library: 'express',
    stock: 'all paths of a route that has several, joined by commas',
    ours: 'the path that matched',
    why: '`http.route` is the template that matched.',
    level: (spans) => levelRoute(spans, /either/, '(a route of several paths)'),
  },
  {
    id: 'express-root',
    library: 'express',
    stock: '`http.route` is `/` on every middleware that a request to `/` passes, and on none for any other address',
    ours: 'left out: these were mounted on no path',
    why: '`/` there means that the middleware sees every address.',
    level: (spans) =>
      withAttributes(spans, ({ name, attributes }) =>
        name.startsWith('middleware - ') && attributes['http.route'] === '/' ? { 'http.route': undefined } : undefined,
      ),
  },
  {
    id: 'express-no-paths',
    library: 'express',
    stock: '`request handler`',
    ours: '`request handler - /users/:id`, with the route',
    why: 'Express 5 keeps the path where the stock agent does not look for it.',
    level: (spans) => renamed(spans, /^request handler.*/, 'request handler'),
  },
  {
    id: 'nest-12',
    library: '@nestjs/core',
    stock: 'nothing: versions below 12 only',
    ours: 'a span of the method of the controller',
    why: 'Nest 12 is what is installed today.',
    level: (spans) => withoutSpans(spans, ({ scope }) => scope === '@sightglass/node/nestjs-core'),
  },
  {
    id: 'hono',
    library: 'hono',
    stock: 'nothing; the span of the server has no route',
    ours: 'the route, and spans of middleware and handlers',
    why: 'There is no stock instrumentation of Hono.',
    level: (spans) =>
      withoutSpans(
        spans.map((span) => {
          const { 'http.route': route, ...attributes } = span.attributes;
          return { ...span, attributes, name: span.name.replace(` ${String(route)}`, '') };
        }),
        ({ scope }) => scope === '@sightglass/node/hono',
      ),
  },
  {
    id: 'undici-query',
    library: 'undici, fetch',
    stock: '`url.query` with its question mark, and empty where the address has none',
    ours: 'without the mark, and left out',
    why: 'So the conventions define it, and so HTTP requests have it.',
    level: (spans) =>
      withAttributes(spans, ({ kind, attributes }) => {
        const query = attributes['url.query'];
        if (kind !== 'CLIENT' || typeof query !== 'string') return undefined;
        return { 'url.query': query.replace(/^\?/, '') || undefined };
      }),
  },
  {
    id: 'fastify-request',
    library: 'fastify',
    stock: 'a second span of the request, `request`, below that of the server',
    ours: 'none',
    why: 'It says what the span of the server says.',
    level: (spans, side) =>
      withoutSpans(spans, ({ attributes }) => side === 'stock' && attributes['fastify.root'] !== undefined),
  },
  {
    id: 'fastify-hooks',
    library: 'fastify',
    stock: 'a span for each hook and not-found handler',
    ours: 'none; the server has its route also where a hook turns a request away',
    why: 'Hooks are many and short. What one of them calls stands below the span of the server.',
    level: (spans, side) =>
      withoutSpans(spans, ({ attributes }) => side === 'stock' && String(attributes['fastify.type']).endsWith('hook')),
  },
  {
    id: 'fastify-handlers',
    library: 'fastify',
    stock: 'a handler is named after its function or, where it has no name, its plugin',
    ours: 'after its route, and the function is in `code.function.name`',
    why: 'Most handlers are arrow functions: all would have one name.',
    level: (spans) =>
      withAttributes(renamed(spans, /^(?:request )?handler - .*/, 'handler'), () => ({
        'code.function.name': undefined,
      })),
  },
  {
    id: 'fastify-errors',
    library: 'fastify',
    stock: 'a handler that threw has failed',
    ours: 'only where the answer is 500 or above; `error.type` in any case',
    why: 'As for servers in the conventions: an error that answers 418 tells the caller that he is wrong.',
    level: (spans) =>
      spans.map((span) => {
        if (span.name !== 'handler') return span;
        const { 'error.type': _type, ...attributes } = span.attributes;
        return { ...span, attributes, status: '' };
      }),
  },
  {
    id: 'graphql-17',
    library: 'graphql',
    stock: 'nothing: versions below 17 only',
    ours: 'spans of parsing, validation and execution, without the document',
    why: 'GraphQL 17 publishes them by itself. Documents may hold what people typed.',
    level: (spans) => withoutSpans(spans, ({ scope }) => scope === '@sightglass/node/graphql'),
  },
  {
    id: 'openai-7',
    library: 'openai',
    stock: 'nothing: versions below 7 only',
    ours: 'a span of each call of a model, without what is said',
    why: 'OpenAI 7 is what is installed today.',
    level: (spans) => withoutSpans(spans, ({ scope }) => scope === '@sightglass/node/openai'),
  },
  {
    id: 'ai-sdk',
    library: 'ai',
    stock: 'nothing',
    ours: 'spans of what is asked of the AI SDK, of the calls of models and of tools, without what is said',
    why: 'There is no stock instrumentation of it; the AI SDK 7 publishes them by itself.',
    level: (spans) => withoutSpans(spans, ({ scope }) => scope === '@sightglass/node/ai'),
  },
  {
    id: 'grpc-conventions',
    library: '@grpc/grpc-js',
    stock:
      '`grpc.shop.Catalogue/GetItem`, `rpc.system`, `rpc.service`, `rpc.grpc.status_code`, `grpc.error_name`; a server has failed with every status that is not OK',
    ours: '`shop.Catalogue/GetItem`, `rpc.system.name`, `rpc.method` in full, `rpc.status_code`, `error.type`; a server has failed by its own faults only',
    why: 'The conventions for RPC are stable now; the stock agent writes those before.',
    level: levelGrpc,
  },
];

const GRPC_CODES = [
  'OK',
  'CANCELLED',
  'UNKNOWN',
  'INVALID_ARGUMENT',
  'DEADLINE_EXCEEDED',
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'PERMISSION_DENIED',
  'RESOURCE_EXHAUSTED',
  'FAILED_PRECONDITION',
  'ABORTED',
  'OUT_OF_RANGE',
  'UNIMPLEMENTED',
  'INTERNAL',
  'UNAVAILABLE',
  'DATA_LOSS',
  'UNAUTHENTICATED',
];
/** As the conventions list them for servers. */
const GRPC_FAULTS = ['UNKNOWN', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'];

/** The stock agent's spans as the stable conventions want them, from the old ones. */
function levelGrpc(spans: readonly PlainSpan[], side: Side): readonly PlainSpan[] {
  return spans.map((span) => {
    // The texts of errors are grpc-js's, with and without the number before them.
    if (span.attributes['rpc.system.name'] === 'grpc') return { ...span, status: span.status.replace(/ .*/, '') };
    if (side === 'ours' || span.attributes['rpc.system'] !== 'grpc') return span;
    const {
      'rpc.system': system,
      'rpc.service': service,
      'rpc.method': method,
      'rpc.grpc.status_code': code,
      'grpc.error_name': _name,
      'grpc.error_message': _message,
      ...others
    } = span.attributes;
    const status = GRPC_CODES[Number(code)] ?? '';
    const isFault = span.kind === 'CLIENT' ? status !== 'OK' : GRPC_FAULTS.includes(status);
    return {
      ...span,
      name: span.name.replace(/^grpc\./, ''),
      status: isFault ? 'ERROR' : 'UNSET',
      attributes: {
        ...others,
        'rpc.system.name': system,
        'rpc.method': `${String(service)}/${String(method)}`,
        'rpc.status_code': status,
        ...(isFault ? { 'error.type': status } : {}),
      },
    };
  });
}
