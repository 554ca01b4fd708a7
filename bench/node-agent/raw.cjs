'use strict';
// The stock SDK as its documentation sets it up, with the instrumentations of what the services use and no other.
const { createRequire } = require('node:module');

const peers = createRequire(require.resolve('../peers/node-agent/package.json'));
const { NodeSDK } = peers('@opentelemetry/sdk-node');
const { OTLPTraceExporter } = peers('@opentelemetry/exporter-trace-otlp-proto');
const { HttpInstrumentation } = peers('@opentelemetry/instrumentation-http');
const { PgInstrumentation } = peers('@opentelemetry/instrumentation-pg');
const { UndiciInstrumentation } = peers('@opentelemetry/instrumentation-undici');
const { FastifyOtelInstrumentation } = peers('@fastify/otel');

new NodeSDK({
  traceExporter: new OTLPTraceExporter(),
  instrumentations: [
    new HttpInstrumentation(),
    new PgInstrumentation(),
    new UndiciInstrumentation(),
    new FastifyOtelInstrumentation({ registerOnInitialization: true }),
  ],
}).start();
