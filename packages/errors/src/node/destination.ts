import { hostname } from 'node:os';
import { logs } from '@opentelemetry/api';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_HOST_NAME,
  ATTR_PROCESS_PID,
  ATTR_PROCESS_RUNTIME_NAME,
  ATTR_PROCESS_RUNTIME_VERSION,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_VERSION,
  SCOPE_ERRORS,
} from '@sightglass/api/semconv';
import type { Attributes } from '@sightglass/otlp';
import { createClient } from '@sightglass/otlp/node';
import type { NodeClientOptions } from '@sightglass/otlp/node';
import { attempt } from '../bounded.ts';
import { loggerSink, sinkOf } from '../sink.ts';
import type { Sink } from '../sink.ts';
import type { NodeErrorsOptions } from './start.ts';

/** Where errors go: where the options say, else to the OpenTelemetry SDK of the program, else where the environment says. */
export function destinationOf(options: NodeErrorsOptions): Sink {
  const given = sinkOf(options);
  if (given !== undefined) return given;
  const logger = logs.getLogger(SCOPE_ERRORS);
  const isHeard = attempt(() => logger.enabled()) === true;
  const known = variable('OTEL_EXPORTER_OTLP_ENDPOINT') ?? variable('SIGHTGLASS_ENDPOINT');
  const endpoint = options.endpoint ?? (isHeard ? undefined : known);
  // Without one: an SDK that the program starts later takes over from the API's own logger, which does nothing.
  if (endpoint === undefined) return loggerSink(logger);
  const client = createClient(clientOptions(endpoint, options));
  return { ...client, close: () => client.shutdown() };
}

function clientOptions(endpoint: string, options: NodeErrorsOptions): NodeClientOptions {
  const { consent, bufferDir, key = variable('SIGHTGLASS_KEY') } = options;
  return {
    endpoint,
    resource: resourceOf(options),
    ...(key === undefined ? {} : { key }),
    ...(consent === undefined ? {} : { consent }),
    ...(bufferDir === undefined ? {} : { bufferDir }),
  };
}

/** What sends, read without waiting. The later wins: what is found, `SIGHTGLASS_*`, `OTEL_*`, the options. */
function resourceOf(options: NodeErrorsOptions): Attributes {
  return {
    [ATTR_SERVICE_NAME]: 'unknown_service:node',
    [ATTR_HOST_NAME]: hostname(),
    [ATTR_PROCESS_PID]: process.pid,
    [ATTR_PROCESS_RUNTIME_NAME]: 'nodejs',
    [ATTR_PROCESS_RUNTIME_VERSION]: process.versions.node,
    ...named({
      service: variable('SIGHTGLASS_SERVICE'),
      release: variable('SIGHTGLASS_RELEASE'),
      environment: variable('SIGHTGLASS_ENVIRONMENT'),
    }),
    ...attributesIn(variable('OTEL_RESOURCE_ATTRIBUTES') ?? ''),
    ...named({ service: variable('OTEL_SERVICE_NAME') }),
    ...named(options),
  };
}

function named({ service, release, environment }: NodeErrorsOptions): Attributes {
  return {
    ...(service !== undefined && { [ATTR_SERVICE_NAME]: service }),
    ...(release !== undefined && { [ATTR_SERVICE_VERSION]: release }),
    ...(environment !== undefined && { [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: environment }),
  };
}

/** `key=value,…`, values percent-encoded: https://opentelemetry.io/docs/specs/otel/resource/sdk/#specifying-resource-information-via-an-environment-variable */
function attributesIn(text: string): Attributes {
  const pairs = text.split(',').flatMap((pair) => {
    const [key = '', value] = pair.split(/=(.*)/s, 2);
    const decoded = value === undefined ? undefined : attempt(() => decodeURIComponent(value.trim()));
    return key.trim() === '' || decoded === undefined ? [] : [[key.trim(), decoded] as const];
  });
  return Object.fromEntries(pairs);
}

/** A variable of the environment that says something. */
function variable(name: string): string | undefined {
  return process.env[name]?.trim() || undefined;
}
