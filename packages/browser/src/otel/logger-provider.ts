import type { LoggerProvider } from '@opentelemetry/api';
import { runningPage } from '../tracing/running.ts';
import { activeContext, spanIn } from './api.ts';
import { attributesOfException } from './exception.ts';
import { instantOf } from './instant.ts';
import { createScopes } from './scopes.ts';

/** Makes the provider whose records go where everything of the page goes. */
export function createLoggerProvider(): LoggerProvider {
  const scopeOf = createScopes();
  return {
    getLogger(name, version) {
      const scope = scopeOf(name, version);
      return {
        enabled: () => runningPage() !== undefined,
        emit({ eventName, timestamp, severityNumber, severityText, body, attributes, exception, context: given }) {
          const page = runningPage();
          if (!page) return;
          const span = spanIn(given ?? activeContext());
          page.addLog(scope, {
            time: instantOf(timestamp, page),
            ...(eventName && { eventName }),
            ...(severityNumber && { severityNumber }),
            ...(severityText && { severityText }),
            ...(body !== undefined && { body }),
            attributes: { ...(exception !== undefined && attributesOfException(exception)), ...attributes },
            ...(span && { traceId: span.traceId, spanId: span.spanId, traceFlags: span.traceFlags }),
          });
        },
      };
    },
  };
}
