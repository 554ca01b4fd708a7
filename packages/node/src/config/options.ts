import { diag } from '@opentelemetry/api';
import type { Attributes } from '@opentelemetry/api';
import { errorsFromEnvironment, errorsRemedy } from '../errors/errors-options.ts';
import type { ErrorsStartOptions } from '../errors/errors-options.ts';
import { isRecord } from '../is-record.ts';
import { flagFrom, numberFrom, pairsFrom, textFrom } from './environment.ts';
import { httpRemedy } from './http-options.ts';
import type { HttpStartOptions } from './http-options.ts';
import { logsFromEnvironment, logsRemedy } from './logs-options.ts';
import type { LogsStartOptions } from './logs-options.ts';
import type { UserIdGenerator, UserLogRecordProcessor, UserSampler, UserSpanProcessor } from './user-parts.ts';

/** What a program may decide in code. Every field left out is read from `OTEL_*`, then `SIGHTGLASS_*`, then the default. */
export interface StartOptions {
  /**
   * Where OTLP over HTTP is sent; the paths `/v1/traces`, `/v1/metrics` and `/v1/logs` are appended.
   * Environment: `OTEL_EXPORTER_OTLP_ENDPOINT` (also by signal), `SIGHTGLASS_ENDPOINT`. @defaultValue `http://127.0.0.1:4318`
   */
  endpoint?: string | undefined;
  /** Ingest key, sent as header `x-sightglass-key`. Environment: `SIGHTGLASS_KEY`. @defaultValue none */
  key?: string | undefined;
  /**
   * `service.name`. Environment: `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `SIGHTGLASS_SERVICE`.
   * @defaultValue the name in the program's package.json, else `unknown_service:node`
   */
  service?: string | undefined;
  /** `service.version`. Environment: `OTEL_RESOURCE_ATTRIBUTES`, `SIGHTGLASS_RELEASE`. @defaultValue none */
  release?: string | undefined;
  /** `deployment.environment.name`. Environment: `OTEL_RESOURCE_ATTRIBUTES`, `SIGHTGLASS_ENVIRONMENT`. @defaultValue none */
  environment?: string | undefined;
  /**
   * Share of new traces that are kept, 0 to 1; a trace begun elsewhere follows its caller's decision.
   * Environment: `OTEL_TRACES_SAMPLER` with `OTEL_TRACES_SAMPLER_ARG`, `SIGHTGLASS_SAMPLE_RATIO`. @defaultValue 1
   */
  sampleRatio?: number | undefined;
  /**
   * About that many new traces are kept in each second, instead of a share of them; what is kept tells how many it stands for.
   * Environment: `SIGHTGLASS_TRACES_PER_SECOND`. @defaultValue none: `sampleRatio` decides
   */
  tracesPerSecond?: number | undefined;
  /**
   * Keeps every trace in which a span failed (status ERROR), beside those that `sampleRatio` or `tracesPerSecond` keep. Their spans
   * wait until the first span of the trace in this process has ended, at most 1,000 of a trace. They are sent without the sampled flag and
   * without `th`, so that counts over sampled spans stay true. Environment: `SIGHTGLASS_KEEP_ERRORS`. @defaultValue false
   */
  keepErrors?: boolean | undefined;
  /**
   * The same for every trace whose first span in this process took at least that many milliseconds. Environment:
   * `SIGHTGLASS_KEEP_SLOWER_THAN_MS`. @defaultValue none
   */
  keepSlowerThanMs?: number | undefined;
  /**
   * A sampler for the stock OpenTelemetry SDK, which then makes the spans: several times dearer than the agent's own.
   * @defaultValue none: `tracesPerSecond` or `sampleRatio` decides
   */
  sampler?: UserSampler | undefined;
  /** Span processors for the stock OpenTelemetry SDK, which then makes the spans. Called before ours. @defaultValue none */
  spanProcessors?: readonly UserSpanProcessor[] | undefined;
  /** A generator of ids for the stock OpenTelemetry SDK, which then makes the spans. @defaultValue random ids of our own */
  idGenerator?: UserIdGenerator | undefined;
  /** Log processors for the stock OpenTelemetry SDK, which then makes the log records. @defaultValue none */
  logRecordProcessors?: readonly UserLogRecordProcessor[] | undefined;
  /** Further resource attributes. Environment: `OTEL_RESOURCE_ATTRIBUTES`, `SIGHTGLASS_ATTRIBUTES` (`key=value,…`). */
  attributes?: Attributes | undefined;
  /**
   * Whether the machine is measured too (`system.*` metrics), beside the process. Environment:
   * `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS` (name `host`), `SIGHTGLASS_HOST_METRICS`.
   * @defaultValue true
   */
  hostMetrics?: boolean | undefined;
  /** What is read of HTTP requests, served and made. */
  http?: HttpStartOptions | undefined;
  /**
   * `queryText`: whether spans hold the text of queries, its literals masked. Environment: `SIGHTGLASS_DATABASE_QUERY_TEXT`.
   * @defaultValue true
   */
  database?: { queryText?: boolean | undefined } | undefined;
  /**
   * `resolvers`: whether the program's GraphQL resolvers get spans of their own. Environment: `SIGHTGLASS_GRAPHQL_RESOLVERS`.
   * @defaultValue false
   */
  graphql?: { resolvers?: boolean | undefined } | undefined;
  /**
   * `content`: whether prompts and answers of language models are kept. Environment: `SIGHTGLASS_GENAI_CONTENT`,
   * `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`. @defaultValue false
   */
  genai?: { content?: boolean | undefined } | undefined;
  /** Whether and how lines of loggers are sent. */
  logs?: LogsStartOptions | undefined;
  /**
   * Whether uncaught errors and unhandled rejections are captured, and how. Environment: `SIGHTGLASS_ERRORS`,
   * `SIGHTGLASS_SOURCE_MAPS`. @defaultValue true
   */
  errors?: boolean | ErrorsStartOptions | undefined;
  /**
   * Says on stderr what the agent does. Environment: `OTEL_LOG_LEVEL`, `SIGHTGLASS_DEBUG`.
   * @defaultValue false: the agent prints nothing, ever
   */
  debug?: boolean | undefined;
}

/** Options after code and `SIGHTGLASS_*` are merged; what is still undefined is left to `OTEL_*` and the defaults. */
export interface ResolvedStartOptions {
  /** Given in code: wins over `OTEL_*`. */
  readonly code: Readonly<StartOptions>;
  /** Given as `SIGHTGLASS_*`: used where `OTEL_*` says nothing. */
  readonly fallback: Readonly<StartOptions>;
}

const CHECKS: { readonly [K in keyof StartOptions]-?: (value: unknown) => string | undefined } = {
  endpoint: (value) =>
    isHttpUrl(value) ? undefined : 'give an http:// or https:// address such as http://127.0.0.1:4318',
  key: (value) => (isHeaderValue(value) ? undefined : 'give the key as one line of visible ASCII characters'),
  service: nonEmptyString,
  release: nonEmptyString,
  environment: nonEmptyString,
  sampleRatio: (value) => (isRatio(value) ? undefined : 'give a number from 0 to 1'),
  tracesPerSecond: (value) => (isAbove0(value) ? undefined : 'give a number above 0'),
  keepErrors: trueOrFalse,
  keepSlowerThanMs: (value) => (isAbove0(value) ? undefined : 'give milliseconds above 0'),
  sampler: (value) => (hasMethod(value, 'shouldSample') ? undefined : 'give an object with shouldSample()'),
  spanProcessors: (value) =>
    isListWith(value, 'onEnd')
      ? undefined
      : 'give an array of objects with onStart(), onEnd(), forceFlush(), shutdown()',
  idGenerator: (value) =>
    hasMethod(value, 'generateTraceId') ? undefined : 'give an object with generateTraceId() and generateSpanId()',
  logRecordProcessors: (value) =>
    isListWith(value, 'onEmit') ? undefined : 'give an array of objects with onEmit(), forceFlush(), shutdown()',
  attributes: (value) => (isRecord(value) ? undefined : 'give an object of attribute names and values'),
  hostMetrics: trueOrFalse,
  http: httpRemedy,
  database: switchNamed('queryText'),
  graphql: switchNamed('resolvers'),
  genai: switchNamed('content'),
  logs: logsRemedy,
  errors: errorsRemedy,
  debug: trueOrFalse,
};

const NUMBERS: ReadonlySet<string> = new Set(['sampleRatio', 'tracesPerSecond', 'keepSlowerThanMs']);

/**
 * Checks what was given in code.
 *
 * @throws TypeError or RangeError naming option, value and remedy.
 */
export function checkOptions(given: StartOptions = {}): StartOptions {
  if (!isRecord(given)) {
    throw new TypeError(`start(): options must be an object, got ${shown(given)}; call start({ service: 'name' })`);
  }
  for (const [name, value] of Object.entries(given)) {
    if (!isOptionName(name))
      throw new TypeError(`start(): unknown option ${name}; known are ${Object.keys(CHECKS).join(', ')}`);
    if (value === undefined) continue;
    const remedy = CHECKS[name](value);
    if (remedy === undefined) continue;
    const message = `start(): option ${name} is ${name === 'key' ? 'not usable' : shown(value)}; ${remedy}`;
    throw typeof value === 'number' && NUMBERS.has(name) ? new RangeError(message) : new TypeError(message);
  }
  return Object.freeze({ ...given });
}

/**
 * Reads `SIGHTGLASS_*`. A wrong value is told through `diag` and left out: a variable must not stop somebody's program.
 */
export function optionsFromEnvironment(): StartOptions {
  const attributes = pairsFrom('SIGHTGLASS_ATTRIBUTES');
  return Object.freeze({
    endpoint: usable('endpoint', textFrom('SIGHTGLASS_ENDPOINT')),
    key: usable('key', textFrom('SIGHTGLASS_KEY')),
    service: textFrom('SIGHTGLASS_SERVICE'),
    release: textFrom('SIGHTGLASS_RELEASE'),
    environment: textFrom('SIGHTGLASS_ENVIRONMENT'),
    sampleRatio: usable('sampleRatio', numberFrom('SIGHTGLASS_SAMPLE_RATIO')),
    tracesPerSecond: usable('tracesPerSecond', numberFrom('SIGHTGLASS_TRACES_PER_SECOND')),
    keepErrors: flagFrom('SIGHTGLASS_KEEP_ERRORS'),
    keepSlowerThanMs: usable('keepSlowerThanMs', numberFrom('SIGHTGLASS_KEEP_SLOWER_THAN_MS')),
    attributes: Object.keys(attributes).length > 0 ? attributes : undefined,
    hostMetrics: flagFrom('SIGHTGLASS_HOST_METRICS'),
    logs: logsFromEnvironment(),
    errors: errorsFromEnvironment(),
  });
}

/** What came from a variable, if it holds; otherwise nothing, and a line for who listens. */
function usable<T>(name: keyof StartOptions, value: T | undefined): T | undefined {
  const remedy = value === undefined ? undefined : CHECKS[name](value);
  if (remedy === undefined) return value;
  // The key is a secret: its value is not repeated.
  diag.warn(`${variableOf(name)} is ${name === 'key' ? 'not usable' : shown(value)} and left out; ${remedy}`);
  return undefined;
}

function variableOf(option: string): string {
  return `SIGHTGLASS_${option.replaceAll(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function trueOrFalse(value: unknown): string | undefined {
  return typeof value === 'boolean' ? undefined : 'give true or false';
}

/** An object with that one field, true or false. */
function switchNamed(name: string): (value: unknown) => string | undefined {
  return (value) => {
    const isGood =
      isRecord(value) &&
      Object.entries(value).every(([key, on]) => key === name && (on === undefined || typeof on === 'boolean'));
    return isGood ? undefined : `give { ${name}: true } or { ${name}: false }`;
  };
}

function nonEmptyString(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? undefined : 'give a text that is not empty';
}

function isOptionName(name: string): name is keyof StartOptions {
  return Object.hasOwn(CHECKS, name);
}

function isAbove0(value: unknown): boolean {
  return typeof value === 'number' && value > 0 && value < Infinity;
}

function hasMethod(value: unknown, method: string): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, method) === 'function';
}

function isListWith(value: unknown, method: string): boolean {
  return Array.isArray(value) && value.every((item) => hasMethod(item, method));
}

function isRatio(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isHeaderValue(value: unknown): boolean {
  return typeof value === 'string' && /^[\u0021-\u007E]+$/.test(value);
}

function isHttpUrl(value: unknown): boolean {
  if (typeof value !== 'string' || !URL.canParse(value)) return false;
  return /^https?:$/.test(new URL(value).protocol);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 200));
  return Array.isArray(value) ? 'an array' : typeof value === 'object' && value !== null ? 'an object' : String(value);
}
