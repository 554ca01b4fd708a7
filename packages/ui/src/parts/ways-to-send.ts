/** Programs and configurations that send a first thing to one server, ready to be copied. */

export interface Way {
  readonly title: string;
  /** What the text is, for its accessible name: `Commands`. */
  readonly kind: 'Commands' | 'Configuration' | 'Markup' | 'Program';
  readonly text: string;
}

/** Stands where a key belongs that the page does not know. */
export const KEY_PLACE = 'YOUR_INGEST_KEY';
export const BROWSER_KEY_PLACE = 'YOUR_BROWSER_KEY';

/**
 * @param origin the address of the server, without a path.
 * @param key the key to send with; null where the server asks for none.
 */
export function waysToSend(origin: string, key: string | null): readonly Way[] {
  return [
    { title: 'A Node.js program', kind: 'Commands', text: node(origin, key) },
    { title: 'Any program with an OpenTelemetry SDK', kind: 'Commands', text: anySdk(origin, key) },
    { title: 'An OpenTelemetry Collector', kind: 'Configuration', text: collector(origin, key) },
    { title: 'Nothing but curl', kind: 'Commands', text: curl(origin, key) },
  ];
}

/** How a web page sends what its visitors do and see: a tag, or the package where pages are bundled. */
export function waysFromPages(origin: string, key: string | null): readonly Way[] {
  return [
    { title: 'A script tag', kind: 'Markup', text: scriptTag(origin, key) },
    { title: 'A bundled page', kind: 'Program', text: bundled(origin, key) },
  ];
}

function scriptTag(origin: string, key: string | null): string {
  return lines(
    '<script src="/sightglass.js"',
    `  data-endpoint="${origin}"`,
    key !== null && `  data-key="${key}"`,
    '  data-service="my-page"></script>',
    '<!-- sightglass.js is a file of the package @sightglass/browser: dist/sightglass.js -->',
  );
}

function bundled(origin: string, key: string | null): string {
  return lines(
    '// npm install @sightglass/browser',
    "import { start } from '@sightglass/browser';",
    '',
    'start({',
    `  endpoint: '${origin}',`,
    key !== null && `  key: '${key}',`,
    "  service: 'my-page',",
    '  replay: true, // all text is masked until you allow it',
    '});',
  );
}

function node(origin: string, key: string | null): string {
  return lines(
    'npm install @sightglass/node',
    '',
    'export OTEL_SERVICE_NAME=my-service',
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${origin}`,
    key !== null && `export OTEL_EXPORTER_OTLP_HEADERS=x-sightglass-key=${key}`,
    'node --import @sightglass/node/register app.js',
  );
}

function anySdk(origin: string, key: string | null): string {
  return lines(
    'export OTEL_SERVICE_NAME=my-service',
    `export OTEL_EXPORTER_OTLP_ENDPOINT=${origin}`,
    'export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf',
    key !== null && `export OTEL_EXPORTER_OTLP_HEADERS=x-sightglass-key=${key}`,
  );
}

function collector(origin: string, key: string | null): string {
  return lines(
    'receivers:',
    '  otlp:',
    '    protocols:',
    '      http:',
    'exporters:',
    '  otlphttp/sightglass:',
    `    endpoint: ${origin}`,
    key !== null && '    headers:',
    key !== null && `      x-sightglass-key: ${key}`,
    'service:',
    '  pipelines:',
    ...['traces', 'metrics', 'logs'].map(
      (signal) => `    ${signal}: { receivers: [otlp], exporters: [otlphttp/sightglass] }`,
    ),
  );
}

function curl(origin: string, key: string | null): string {
  const resource = '{"attributes":[{"key":"service.name","value":{"stringValue":"my-service"}}]}';
  const record = '{"timeUnixNano":"\'$(date +%s)\'000000000","severityNumber":9,"body":{"stringValue":"Hello"}}';
  return lines(
    `curl ${origin}/v1/logs -H 'content-type: application/json' \\`,
    key !== null && `  -H 'x-sightglass-key: ${key}' \\`,
    `  -d '{"resourceLogs":[{"resource":${resource},"scopeLogs":[{"logRecords":[${record}]}]}]}'`,
  );
}

function lines(...of: readonly (string | false)[]): string {
  return of.filter((line) => line !== false).join('\n');
}
