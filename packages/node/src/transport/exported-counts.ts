import { metrics } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_OTEL_COMPONENT_NAME,
  ATTR_OTEL_COMPONENT_TYPE,
  ATTR_SERVER_ADDRESS,
  METRIC_OTEL_SDK_EXPORTER_LOG_EXPORTED,
  METRIC_OTEL_SDK_EXPORTER_METRIC_DATA_POINT_EXPORTED,
  METRIC_OTEL_SDK_EXPORTER_SPAN_EXPORTED,
  SCOPE_NODE,
} from '@sightglass/api/semconv';
import { AGENT_VERSION } from '../version.ts';
import type { Signal, SignalSettings } from './settings.ts';

/** Counts what a receiver has decided on. https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/#exporter-metrics */
export interface ExportedCounts {
  /** @param errorType why the receiver did not take them; left out if it did */
  add(items: number, errorType?: string): void;
}

const INSTRUMENTS: Readonly<Record<Signal, { readonly name: string; readonly unit: string }>> = {
  traces: { name: METRIC_OTEL_SDK_EXPORTER_SPAN_EXPORTED, unit: '{span}' },
  logs: { name: METRIC_OTEL_SDK_EXPORTER_LOG_EXPORTED, unit: '{log_record}' },
  metrics: { name: METRIC_OTEL_SDK_EXPORTER_METRIC_DATA_POINT_EXPORTED, unit: '{data_point}' },
};

export function createExportedCounts({ signal, url }: Pick<SignalSettings, 'signal' | 'url'>): ExportedCounts {
  const counts = new Map<string, number>();
  const attributes = {
    [ATTR_OTEL_COMPONENT_NAME]: `otlp_http_exporter/${signal}`,
    [ATTR_OTEL_COMPONENT_TYPE]: 'otlp_http_exporter',
    [ATTR_SERVER_ADDRESS]: new URL(url).hostname,
  };
  const observe = (): void => {
    const { name, unit } = INSTRUMENTS[signal];
    const counter = metrics.getMeter(SCOPE_NODE, AGENT_VERSION).createObservableCounter(name, {
      description: 'The number of records for which the export has finished, either successful or failed.',
      unit,
    });
    counter.addCallback((result) => {
      for (const [error, items] of counts)
        result.observe(items, error === '' ? attributes : { ...attributes, [ATTR_ERROR_TYPE]: error });
    });
  };
  return {
    add: (items, errorType = '') => {
      if (items === 0) return;
      // At the first answer: the meter provider is registered by then. Observed, so that the end of a program, which does not
      // ask observers, is not held up to tell of its own last request.
      if (counts.size === 0) observe();
      counts.set(errorType, (counts.get(errorType) ?? 0) + items);
    },
  };
}
