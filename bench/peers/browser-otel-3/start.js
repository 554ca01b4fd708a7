// The stock OpenTelemetry stack of version 3, with what of it there is for pages: of XMLHttpRequest and of loads it sees nothing.
import { context, logs, propagation, SeverityNumber, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, StackContextManager, TracerProvider } from '@opentelemetry/sdk-trace';
import { onCLS, onFCP, onINP, onLCP, onTTFB } from 'web-vitals/attribution';

const resource = resourceFromAttributes({ 'service.name': 'bench' });

/** Errors and web vitals, as log records. */
export function startEvents(endpoint) {
  const exporter = new OTLPLogExporter({ url: `${endpoint}/v1/logs` });
  logs.setGlobalLoggerProvider(
    new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter })] }),
  );
  const logger = logs.getLogger('page');
  const tell = (error) =>
    logger.emit({
      eventName: 'exception',
      severityNumber: SeverityNumber.ERROR,
      attributes: {
        'exception.type': error?.name,
        'exception.message': error?.message,
        'exception.stacktrace': error?.stack,
      },
    });
  addEventListener('error', ({ error }) => tell(error));
  addEventListener('unhandledrejection', ({ reason }) => tell(reason));
  for (const observe of [onCLS, onFCP, onINP, onLCP, onTTFB]) {
    observe(({ name, value, id }) =>
      logger.emit({ eventName: 'browser.web_vital', attributes: { name, value, id, 'url.full': location.href } }),
    );
  }
}

/** Spans of fetch. */
export function startTraces(endpoint) {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  trace.setGlobalTracerProvider(
    new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] }),
  );
  context.setGlobalContextManager(new StackContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  registerInstrumentations({
    instrumentations: [new FetchInstrumentation({ ignoreUrls: [`${endpoint}/v1/traces`, `${endpoint}/v1/logs`] })],
  });
}
