// The stock agent, as its documentation starts it for ES modules. What differs from its defaults is said where it does.
import { createRequire, register } from 'node:module';
import { pathToFileURL } from 'node:url';
import { FastifyOtelInstrumentation } from '@fastify/otel';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { NodeSDK } from '@opentelemetry/sdk-node';

const instrumentations = createRequire(import.meta.url).resolve('@opentelemetry/auto-instrumentations-node');
register('@opentelemetry/instrumentation/hook.mjs', pathToFileURL(instrumentations));

const sdk = new NodeSDK({
  instrumentations: [
    getNodeAutoInstrumentations({
      // Makes every span of Express 5 a second time.
      '@opentelemetry/instrumentation-router': { enabled: false },
      // Off in ours until somebody asks for them.
      '@opentelemetry/instrumentation-dns': { enabled: false },
      '@opentelemetry/instrumentation-net': { enabled: false },
    }),
    // Fastify is not among the above any more: its makers keep the instrumentation themselves.
    new FastifyOtelInstrumentation({ registerOnInitialization: true }),
  ],
});
sdk.start();
process.once('beforeExit', () => void sdk.shutdown());
