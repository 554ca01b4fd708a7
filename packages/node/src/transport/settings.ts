import { readFileSync } from 'node:fs';
import { diag } from '@opentelemetry/api';
import type { TlsSettings } from '@sightglass/otlp/internal';
import { listFrom, numberFrom, pairsFrom, textFrom } from '../config/environment.ts';
import type { ResolvedStartOptions } from '../config/options.ts';

export type Signal = 'traces' | 'metrics' | 'logs';
export type Protocol = 'http/protobuf' | 'http/json';
export type Destination = 'otlp' | 'console';

/** Where and how one signal leaves the process. */
export interface SignalSettings {
  readonly signal: Signal;
  /** Empty when the signal is switched off. */
  readonly destinations: readonly Destination[];
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: Protocol;
  readonly compression: 'none' | 'gzip';
  /** Longest time of one request, in milliseconds. */
  readonly timeoutMs: number;
  readonly tls: TlsSettings;
}

const DEFAULT_ENDPOINT = 'http://127.0.0.1:4318';
const KEY_HEADER = 'x-sightglass-key';
const DEFAULT_TIMEOUT_MS = 10_000;

/**
 * Reads `OTEL_{TRACES,METRICS,LOGS}_EXPORTER` and `OTEL_EXPORTER_OTLP_*`, general and by signal.
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function readSignalSettings(signal: Signal, options: ResolvedStartOptions): SignalSettings {
  const url = readUrl(signal, options);
  return {
    signal,
    destinations: readDestinations(signal),
    url,
    headers: readHeaders(signal, options),
    protocol: readProtocol(signal),
    // A ninth of the bytes for a microsecond a span; on the way to this machine itself that only costs.
    compression: readChoice(signal, 'COMPRESSION', ['none', 'gzip'], isLoopback(url) ? 'none' : 'gzip'),
    timeoutMs: readTimeout(signal),
    tls: readTls(signal),
  };
}

function readDestinations(signal: Signal): readonly Destination[] {
  const variable = `OTEL_${signal.toUpperCase()}_EXPORTER`;
  const names = new Set(listFrom(variable));
  if (names.size === 0) return ['otlp'];
  if (names.has('none')) return [];
  const known: Destination[] = [];
  for (const name of names) {
    if (name === 'otlp' || name === 'console') known.push(name);
    else diag.warn(`${variable}: ${name} is not supported; use otlp, console or none`);
  }
  return known.length > 0 ? known : ['otlp'];
}

function readUrl(signal: Signal, options: ResolvedStartOptions): string {
  const base =
    options.code.endpoint ??
    validUrl(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`, signal, 'whole') ??
    validUrl('OTEL_EXPORTER_OTLP_ENDPOINT', signal, 'base') ??
    options.fallback.endpoint ??
    DEFAULT_ENDPOINT;
  return typeof base === 'string' ? withSignalPath(base, signal) : base.whole;
}

/** The variable of one signal holds the whole address; the general one, like our own, gets the signal's path. */
function validUrl(variable: string, signal: Signal, kind: 'whole' | 'base'): { whole: string } | undefined {
  const value = textFrom(variable);
  if (value === undefined) return undefined;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) {
    return { whole: kind === 'whole' ? new URL(value).href : withSignalPath(value, signal) };
  }
  diag.warn(`${variable} is not an http:// or https:// address and left out`);
  return undefined;
}

function withSignalPath(base: string, signal: Signal): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return url.href;
}

function isLoopback(url: string): boolean {
  return /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

function readHeaders(signal: Signal, options: ResolvedStartOptions): Readonly<Record<string, string>> {
  const key = options.code.key ?? options.fallback.key;
  return {
    ...(options.fallback.key === undefined ? {} : { [KEY_HEADER]: options.fallback.key }),
    ...pairsFrom('OTEL_EXPORTER_OTLP_HEADERS'),
    ...pairsFrom(`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS`),
    ...(options.code.key === undefined || key === undefined ? {} : { [KEY_HEADER]: key }),
  };
}

function readProtocol(signal: Signal): Protocol {
  return readChoice(signal, 'PROTOCOL', ['http/protobuf', 'http/json'], 'http/protobuf');
}

function readChoice<T extends string>(signal: Signal, name: string, known: readonly T[], otherwise: T): T {
  for (const variable of variablesOf(signal, name)) {
    const value = textFrom(variable);
    const choice = known.find((candidate) => candidate === value);
    if (choice !== undefined) return choice;
    if (value !== undefined) diag.warn(`${variable} is ${value}; use ${known.join(' or ')}; ${otherwise} is used`);
  }
  return otherwise;
}

function readTimeout(signal: Signal): number {
  for (const variable of variablesOf(signal, 'TIMEOUT')) {
    const value = numberFrom(variable);
    if (value !== undefined && value > 0 && Number.isFinite(value)) return value;
    if (value !== undefined) diag.warn(`${variable} is ${value}; give milliseconds above 0`);
  }
  return DEFAULT_TIMEOUT_MS;
}

function readTls(signal: Signal): TlsSettings {
  return {
    ...fileOf(signal, 'CERTIFICATE', 'ca'),
    ...fileOf(signal, 'CLIENT_CERTIFICATE', 'cert'),
    ...fileOf(signal, 'CLIENT_KEY', 'key'),
  };
}

function fileOf(signal: Signal, name: string, field: keyof TlsSettings): TlsSettings {
  for (const variable of variablesOf(signal, name)) {
    const path = textFrom(variable);
    if (path === undefined) continue;
    try {
      return { [field]: readFileSync(path, 'utf8') };
    } catch (error) {
      diag.warn(`${variable}: the file cannot be read`, error);
    }
  }
  return {};
}

/** The variable of the signal first, then the general one. */
function variablesOf(signal: Signal, name: string): readonly string[] {
  return [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${name}`, `OTEL_EXPORTER_OTLP_${name}`];
}
