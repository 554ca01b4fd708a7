// The declarative file of OpenTelemetry, read as the variables that it stands for:
// https://opentelemetry.io/docs/specs/otel/configuration/data-model/

import { readFileSync } from 'node:fs';
import type { Attributes } from '@opentelemetry/api';
import { mergeResourceAttributesConfig, parseConfigFile } from '@opentelemetry/configuration';
import type { ConfigurationModel } from '@opentelemetry/configuration';
import { parseDocument } from 'yaml';
import type { Variables } from '../config/environment.ts';
import { readExporters, readProcessors } from './exporters.ts';
import type { Put } from './exporters.ts';
import { openFile } from './section.ts';
import type { Section } from './section.ts';

/** What a file says. */
export interface Configuration {
  readonly variables: Variables;
  /** Resource attributes, each with its type. */
  readonly attributes: Attributes;
  /** Paths in the file of what this agent does not do. */
  readonly notDone: readonly string[];
}

/**
 * Reads a file and puts variables of the environment in place of `${NAME:-default}`.
 *
 * @throws Error for a file that cannot be read or does not have the form of version 1.0 or 1.1.
 */
export function readConfiguration(path: string): Configuration {
  const [fault] = parseDocument(readFileSync(path, 'utf8'), { version: '1.2' }).errors;
  // The parser of OpenTelemetry goes on with what it could make of it.
  if (fault !== undefined) throw fault;
  const model = parseConfigFile(path);
  const { root, unread } = openFile(model);
  const variables: Record<string, string> = {};
  const put: Put = (variable, value) => {
    if (value !== undefined && value !== '') variables[variable] ??= value;
  };
  put('OTEL_SDK_DISABLED', root.text('disabled'));
  put('OTEL_LOG_LEVEL', levelOf(root.text('log_level')));
  readAttributeLimits('', root.section('attribute_limits'), put);
  readPropagators(root.section('propagator'), put);
  readTracerProvider(root.section('tracer_provider'), put);
  readMeterProvider(root.section('meter_provider'), put);
  readLoggerProvider(root.section('logger_provider'), put);
  readHttpHeaders(root.section('instrumentation/development'), put);
  const attributes = readResource(root.section('resource'), model, put);
  // For other makers' agents, each under its name.
  root.value('distribution');
  return { variables, attributes, notDone: unread() };
}

function levelOf(severity: string | undefined): string | undefined {
  const name = severity?.replace(/\d$/, '');
  return name === 'trace' ? 'verbose' : name === 'fatal' ? 'error' : name;
}

function readAttributeLimits(kind: string, limits: Section | undefined, put: Put): void {
  put(`OTEL_${kind}ATTRIBUTE_VALUE_LENGTH_LIMIT`, limits?.text('attribute_value_length_limit'));
  put(`OTEL_${kind}ATTRIBUTE_COUNT_LIMIT`, limits?.text('attribute_count_limit'));
}

/** Names that are not known are told by whoever makes the propagators. */
function readPropagators(propagator: Section | undefined, put: Put): void {
  const composite = (propagator?.list('composite') ?? []).flatMap((one) => {
    for (const name of one.names) one.value(name);
    return one.names;
  });
  const listed = propagator?.text('composite_list')?.split(',') ?? [];
  // Without any, the specification wants none.
  put('OTEL_PROPAGATORS', [...composite, ...listed].join(',') || 'none');
}

function readTracerProvider(traces: Section | undefined, put: Put): void {
  readProcessors('TRACES', 'OTEL_BSP', traces?.list('processors') ?? [], put);
  const limits = traces?.section('limits');
  readAttributeLimits('SPAN_', limits, put);
  put('OTEL_SPAN_EVENT_COUNT_LIMIT', limits?.text('event_count_limit'));
  put('OTEL_SPAN_LINK_COUNT_LIMIT', limits?.text('link_count_limit'));
  put('OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT', limits?.text('event_attribute_count_limit'));
  put('OTEL_LINK_ATTRIBUTE_COUNT_LIMIT', limits?.text('link_attribute_count_limit'));
  traces?.section('id_generator')?.value('random');
  const [name, ratio] = samplerOf(traces?.section('sampler'));
  put('OTEL_TRACES_SAMPLER', name);
  put('OTEL_TRACES_SAMPLER_ARG', ratio);
}

type Chosen = readonly [name: string | undefined, ratio?: string | undefined];

function samplerOf(sampler: Section | undefined): Chosen {
  const parentBased = sampler?.section('parent_based');
  if (parentBased === undefined) return simpleSampler(sampler);
  const [name = 'always_on', ratio] = simpleSampler(parentBased.section('root'));
  for (const [field, expected] of DEFAULTS_BELOW_PARENTS) {
    const below = parentBased.section(field);
    for (const name of below?.names ?? []) {
      if (name === expected) below?.value(name);
      else below?.refuse(name);
    }
  }
  return [`parentbased_${name}`, ratio];
}

const DEFAULTS_BELOW_PARENTS = [
  ['remote_parent_sampled', 'always_on'],
  ['remote_parent_not_sampled', 'always_off'],
  ['local_parent_sampled', 'always_on'],
  ['local_parent_not_sampled', 'always_off'],
] as const;

function simpleSampler(sampler: Section | undefined): Chosen {
  if (sampler === undefined) return [undefined];
  for (const name of ['always_on', 'always_off']) {
    if (!sampler.names.includes(name)) continue;
    sampler.value(name);
    return [name];
  }
  const share = sampler.section('trace_id_ratio_based') ?? sampler.section('probability/development');
  return share === undefined ? [undefined] : ['traceidratio', share.text('ratio') ?? '1'];
}

function readMeterProvider(meters: Section | undefined, put: Put): void {
  const exporters: Section[] = [];
  for (const reader of meters?.list('readers') ?? []) {
    const periodic = reader.section('periodic');
    put('OTEL_METRIC_EXPORT_INTERVAL', periodic?.text('interval'));
    put('OTEL_METRIC_EXPORT_TIMEOUT', periodic?.text('timeout'));
    const exporter = periodic?.section('exporter');
    if (exporter !== undefined) exporters.push(exporter);
  }
  readExporters('METRICS', exporters, put);
  put('OTEL_METRICS_EXEMPLAR_FILTER', meters?.text('exemplar_filter'));
}

function readLoggerProvider(loggers: Section | undefined, put: Put): void {
  readProcessors('LOGS', 'OTEL_BLRP', loggers?.list('processors') ?? [], put);
  readAttributeLimits('LOGRECORD_', loggers?.section('limits'), put);
}

function readHttpHeaders(instrumentation: Section | undefined, put: Put): void {
  const http = instrumentation?.section('general')?.section('http');
  for (const side of ['client', 'server']) {
    const own = http?.section(side);
    for (const what of ['request', 'response']) {
      const names = own?.value(`${what}_captured_headers`);
      const variable = `OTEL_INSTRUMENTATION_HTTP_${side}_CAPTURE_${what}_HEADERS`.toUpperCase();
      put(variable, Array.isArray(names) ? names.join(',') : undefined);
    }
  }
}

function readResource(resource: Section | undefined, model: ConfigurationModel, put: Put): Attributes {
  resource?.value('attributes');
  resource?.value('attributes_list');
  const detectors = (resource?.section('detection/development')?.list('detectors') ?? []).flatMap((one) => {
    for (const name of one.names) one.value(name);
    return one.names;
  });
  put('OTEL_NODE_RESOURCE_DETECTORS', detectors.join(','));
  const merged = mergeResourceAttributesConfig(model.resource?.attributes, model.resource?.attributes_list) ?? [];
  const attributes: Attributes = {};
  for (const { name, value } of merged) if (value !== null) attributes[name] = value;
  return attributes;
}
