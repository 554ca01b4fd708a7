/** Packages of others that lie inside what is published; NOTICE names each with its licence. */
export const BUNDLED = [
  '@hono/node-server',
  '@opentelemetry/api',
  '@opentelemetry/core',
  '@opentelemetry/exporter-prometheus',
  '@opentelemetry/otlp-transformer',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/semantic-conventions',
  'hono',
  'kysely',
  'zod',
];
