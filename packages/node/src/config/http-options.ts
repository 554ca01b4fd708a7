import { diag } from '@opentelemetry/api';
import type { HttpSettings } from '../capture/capture.ts';
import { isRecord } from '../is-record.ts';
import { flagFrom, listFrom } from './environment.ts';

/** What is read of HTTP requests, served and made. */
export interface HttpStartOptions {
  /**
   * Names of headers whose values become attributes (`http.request.header.<name>`). Headers that hold secrets (`authorization`,
   * `cookie`, `x-api-key` …) are left out even if they are named. Environment:
   * `OTEL_INSTRUMENTATION_HTTP_{SERVER,CLIENT}_CAPTURE_{REQUEST,RESPONSE}_HEADERS`. @defaultValue none
   */
  headers?:
    | {
        serverRequest?: readonly string[] | undefined;
        serverResponse?: readonly string[] | undefined;
        clientRequest?: readonly string[] | undefined;
        clientResponse?: readonly string[] | undefined;
      }
    | undefined;
  /**
   * Names of query parameters whose values may be read; all others are masked. Environment: `SIGHTGLASS_HTTP_KEPT_QUERY_NAMES`.
   * @defaultValue none
   */
  keptQueryNames?: readonly string[] | undefined;
  /**
   * Paths whose requests are left alone, without their query; a `*` at the end stands for anything: `/healthz`, `/assets/*`.
   * Environment: `SIGHTGLASS_HTTP_IGNORED_PATHS`. @defaultValue none
   */
  ignoredPaths?: readonly string[] | undefined;
  /** Whether the sizes of bodies are measured. Environment: `SIGHTGLASS_HTTP_BODY_SIZES`. @defaultValue false */
  bodySizes?: boolean | undefined;
}

/** Headers that are secrets, or hold them, by their names. */
const SECRET =
  /^(?:(?:proxy-|www-)?auth.*|(?:set-)?cookie2?|.*(?:api-?key|token|secret|password|credential|session|signature).*)$/;

const HEADER_LISTS = ['serverRequest', 'serverResponse', 'clientRequest', 'clientResponse'] as const;
const LISTS = ['keptQueryNames', 'ignoredPaths'] as const;

/** What is wrong with the option, if anything is. */
export function httpRemedy(given: unknown): string | undefined {
  if (!isRecord(given)) return 'give an object of options';
  const { headers, bodySizes, ...others } = given;
  const unknown = Object.keys(others).find((name) => !isOneOf(LISTS, name));
  if (unknown !== undefined) return `it knows headers, ${LISTS.join(', ')} and bodySizes, not ${unknown}`;
  if (bodySizes !== undefined && typeof bodySizes !== 'boolean') return 'give true or false for its bodySizes';
  const wrong = LISTS.find((name) => others[name] !== undefined && !isTexts(others[name]));
  if (wrong !== undefined) return `give an array of texts for its ${wrong}`;
  if (headers === undefined) return undefined;
  if (!isRecord(headers) || Object.keys(headers).some((name) => !isOneOf(HEADER_LISTS, name))) {
    return `give an object with any of ${HEADER_LISTS.join(', ')} for its headers`;
  }
  const list = Object.keys(headers).find((name) => headers[name] !== undefined && !isTexts(headers[name]));
  return list === undefined ? undefined : `give an array of texts for its headers.${list}`;
}

/** What was given in code, each field else by its variable. */
export function resolveHttp(given: HttpStartOptions = {}): HttpSettings {
  const { headers = {} } = given;
  const names = (of: readonly string[] | undefined, variable: string): readonly string[] =>
    withoutSecrets(of ?? listFrom(`OTEL_INSTRUMENTATION_HTTP_${variable}_HEADERS`));
  return {
    headers: {
      serverRequest: names(headers.serverRequest, 'SERVER_CAPTURE_REQUEST'),
      serverResponse: names(headers.serverResponse, 'SERVER_CAPTURE_RESPONSE'),
      clientRequest: names(headers.clientRequest, 'CLIENT_CAPTURE_REQUEST'),
      clientResponse: names(headers.clientResponse, 'CLIENT_CAPTURE_RESPONSE'),
    },
    keptQueryNames: new Set(given.keptQueryNames ?? listFrom('SIGHTGLASS_HTTP_KEPT_QUERY_NAMES')),
    isIgnoredPath: ignoring(given.ignoredPaths ?? listFrom('SIGHTGLASS_HTTP_IGNORED_PATHS')),
    bodySizes: given.bodySizes ?? flagFrom('SIGHTGLASS_HTTP_BODY_SIZES') ?? false,
  };
}

function withoutSecrets(names: readonly string[]): readonly string[] {
  return names
    .map((name) => name.toLowerCase())
    .filter((name) => {
      const isSecret = SECRET.test(name);
      if (isSecret) diag.warn(`the header ${name} is not captured: it holds secrets`);
      return !isSecret;
    });
}

function ignoring(paths: readonly string[]): (path: string) => boolean {
  if (paths.length === 0) return () => false;
  const whole = new Set(paths.filter((path) => !path.endsWith('*')));
  const beginnings = paths.filter((path) => path.endsWith('*')).map((path) => path.slice(0, -1));
  return (path) => whole.has(path) || beginnings.some((beginning) => path.startsWith(beginning));
}

function isOneOf(known: readonly string[], name: string): boolean {
  return known.includes(name);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' && item !== '');
}
