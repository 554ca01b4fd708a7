/** Packages of others that lie inside what is published; NOTICE names each with its licence. */
export const BUNDLED = [
  '@opentelemetry/api',
  '@opentelemetry/configuration',
  '@opentelemetry/core',
  '@opentelemetry/otlp-transformer',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-logs',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace',
  '@opentelemetry/semantic-conventions',
  'yaml',
];
