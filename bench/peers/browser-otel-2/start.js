// The stock OpenTelemetry stack as its documentation puts it together. Each function starts a part; a bundler leaves out the others.
import { logs, SeverityNumber } from '@opentelemetry/api-logs';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { registerInstrumentations } from '@opentelemetry/instrumentation';
import { DocumentLoadInstrumentation } from '@opentelemetry/instrumentation-document-load';
import { FetchInstrumentation } from '@opentelemetry/instrumentation-fetch';
import { XMLHttpRequestInstrumentation } from '@opentelemetry/instrumentation-xml-http-request';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { BatchSpanProcessor, WebTracerProvider } from '@opentelemetry/sdk-trace-web';
import { record } from '@rrweb/record';
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

/** Spans of fetch, XMLHttpRequest and the load of the page. */
export function startTraces(endpoint) {
  const exporter = new OTLPTraceExporter({ url: `${endpoint}/v1/traces` });
  new WebTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(exporter)] }).register();
  registerInstrumentations({
    instrumentations: [
      new FetchInstrumentation({ ignoreUrls: [`${endpoint}/v1/traces`, `${endpoint}/v1/logs`] }),
      new XMLHttpRequestInstrumentation({ ignoreUrls: [`${endpoint}/v1/traces`, `${endpoint}/v1/logs`] }),
      new DocumentLoadInstrumentation(),
    ],
  });
}

/** What is on the page and changes on it, a log record each second. */
export function startReplay() {
  const logger = logs.getLogger('replay');
  let events = [];
  record({ emit: (event) => events.push(event), maskAllInputs: true });
  setInterval(() => {
    if (events.length > 0) logger.emit({ eventName: 'replay', body: JSON.stringify(events) });
    events = [];
  }, 1000);
}
