import { fileURLToPath } from 'node:url';
import { bundlePage } from '../../../../scripts/bundle-page.mjs';
import { LIBRARIES } from './libraries.ts';

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url));

/** A program for a page that uses our package, bundled from its sources. */
export function bundleOurs(program: string): Promise<string> {
  return bundlePage(program, { from: PACKAGE });
}

/** A program for a page that uses the stock libraries. */
export function bundleStock(program: string): Promise<string> {
  return bundlePage(program, { from: LIBRARIES });
}

/** Our SDK, with what makes spans, behind the API of OpenTelemetry unless `isRegistered` is false. `work(name, run)` calls `run` within a span of the program's own. */
export function oursProgram(endpoint: string, options = '{}', isRegistered = true): string {
  return `
import { documentLoad, propagationRule, requests, start } from '@sightglass/browser/core';
import { registerOpenTelemetry } from '@sightglass/browser/otel';
import { context, trace } from '@opentelemetry/api';
globalThis.sdk = start({
  endpoint: '${endpoint}', service: 'shop', session: { storage: 'none' }, captures: [requests(${options}), documentLoad()],
});
if (${isRegistered}) registerOpenTelemetry();
${WORK}`;
}

/** The stock SDK with its instrumentations and its exporter, as its documentation sets them up. */
export function stockProgram(endpoint: string): string {
  return `
import { WebTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-web';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request';
import { DocumentLoadInstrumentation } from '@opentelemetry/instrumentation-document-load';
import { context, trace } from '@opentelemetry/api';
const exporter = new OTLPTraceExporter({ url: '${endpoint}/v1/traces' });
const provider = new WebTracerProvider({
  resource: resourceFromAttributes({ 'service.name': 'shop-stock' }),
  spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 200 })],
});
provider.register();
registerInstrumentations({
  instrumentations: [new FetchInstrumentation(), new XMLHttpRequestInstrumentation(), new DocumentLoadInstrumentation()],
});
globalThis.provider = provider;
${WORK}`;
}

const WORK = `
globalThis.work = (name, run) => {
  const span = trace.getTracer('shop').startSpan(name, { attributes: { 'cart.items': 2 } });
  const result = context.with(trace.setSpan(context.active(), span), run);
  span.end();
  return result;
};`;
