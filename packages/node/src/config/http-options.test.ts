import { afterEach, expect, test, vi } from 'vitest';
import { checkOptions } from './options.ts';
import { resolveHttp } from './http-options.ts';
import { resolveCaptureSettings } from './capture-settings.ts';

afterEach(() => vi.unstubAllEnvs());

test('reads nothing of a request unless it is asked to', () => {
  const { headers, keptQueryNames, isIgnoredPath, bodySizes } = resolveHttp();
  expect(Object.values(headers).flat()).toEqual([]);
  expect([keptQueryNames.size, isIgnoredPath('/'), bodySizes]).toEqual([0, false, false]);
});

test('each field is read from its variable, and code wins', () => {
  vi.stubEnv('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_REQUEST_HEADERS', 'X-Tenant, accept');
  vi.stubEnv('OTEL_INSTRUMENTATION_HTTP_SERVER_CAPTURE_RESPONSE_HEADERS', 'etag');
  vi.stubEnv('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_REQUEST_HEADERS', 'accept');
  vi.stubEnv('OTEL_INSTRUMENTATION_HTTP_CLIENT_CAPTURE_RESPONSE_HEADERS', 'retry-after');
  vi.stubEnv('SIGHTGLASS_HTTP_KEPT_QUERY_NAMES', 'page');
  vi.stubEnv('SIGHTGLASS_HTTP_IGNORED_PATHS', '/healthz,/assets/*');
  vi.stubEnv('SIGHTGLASS_HTTP_BODY_SIZES', 'true');
  const read = resolveHttp();
  expect(read.headers).toEqual({
    serverRequest: ['x-tenant', 'accept'],
    serverResponse: ['etag'],
    clientRequest: ['accept'],
    clientResponse: ['retry-after'],
  });
  expect([...read.keptQueryNames]).toEqual(['page']);
  expect(['/healthz', '/healthz/x', '/assets/a.js', '/assets', '/'].map(read.isIgnoredPath)).toEqual([
    true,
    false,
    true,
    false,
    false,
  ]);
  expect(read.bodySizes).toBe(true);
  const coded = resolveHttp({
    headers: { serverRequest: [] },
    keptQueryNames: ['q'],
    ignoredPaths: [],
    bodySizes: false,
  });
  expect([coded.headers.serverRequest, coded.headers.serverResponse]).toEqual([[], ['etag']]);
  expect([[...coded.keptQueryNames], coded.isIgnoredPath('/healthz'), coded.bodySizes]).toEqual([['q'], false, false]);
});

test('headers that hold secrets are left out whoever names them', () => {
  const secrets = [
    'Authorization',
    'cookie',
    'Set-Cookie',
    'x-api-key',
    'proxy-authorization',
    'x-csrf-token',
    'x-amz-security-token',
  ];
  const { headers } = resolveHttp({ headers: { serverRequest: [...secrets, 'x-tenant'], clientResponse: secrets } });
  expect(headers.serverRequest).toEqual(['x-tenant']);
  expect(headers.clientResponse).toEqual([]);
});

test.each([
  [{ http: 'all' }, /option http is "all"; give an object of options/],
  [{ http: { paths: [] } }, /option http is an object; it knows headers, .* not paths/],
  [{ http: { bodySizes: 1 } }, /true or false for its bodySizes/],
  [{ http: { ignoredPaths: '/x' } }, /array of texts for its ignoredPaths/],
  [{ http: { headers: { server: [] } } }, /any of serverRequest, .* for its headers/],
  [{ http: { headers: { serverRequest: 'x' } } }, /array of texts for its headers.serverRequest/],
  [{ database: { text: true } }, /give { queryText: true } or { queryText: false }/],
  [{ genai: { content: 'yes' } }, /give { content: true }/],
  [{ keepErrors: 1 }, /option keepErrors is 1; give true or false/],
  [{ keepSlowerThanMs: 0 }, /option keepSlowerThanMs is 0; give milliseconds above 0/],
  [{ tracesPerSecond: -1 }, /option tracesPerSecond is -1; give a number above 0/],
  [{ sampler: {} }, /give an object with shouldSample\(\)/],
  [{ spanProcessors: [{}] }, /give an array of objects with onStart\(\)/],
  [{ idGenerator: 1 }, /give an object with generateTraceId\(\)/],
  [{ logRecordProcessors: {} }, /give an array of objects with onEmit\(\)/],
])('%o is refused with name, value and remedy', (given, message) => {
  expect(() => checkOptions(given as never)).toThrow(message);
});

test('the other switches of captures have a variable each, and code wins', () => {
  const sends = { traces: true, metrics: true, logs: true };
  const resolve = (code = {}): object => {
    const { database, graphql, genai } = resolveCaptureSettings(sends, { code, fallback: {} });
    return { ...database, ...graphql, ...genai };
  };
  expect(resolve()).toEqual({ queryText: true, resolvers: false, content: false });
  vi.stubEnv('SIGHTGLASS_DATABASE_QUERY_TEXT', 'false');
  vi.stubEnv('SIGHTGLASS_GRAPHQL_RESOLVERS', 'true');
  vi.stubEnv('SIGHTGLASS_GENAI_CONTENT', 'true');
  expect(resolve()).toEqual({ queryText: false, resolvers: true, content: true });
  vi.stubEnv('OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT', 'false');
  expect(resolve({ database: { queryText: true } })).toEqual({ queryText: true, resolvers: true, content: false });
});
