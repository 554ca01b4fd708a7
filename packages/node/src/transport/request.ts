import http from 'node:http';
import https from 'node:https';
import { gzip } from 'node:zlib';
import type { SignalSettings } from './settings.ts';

/** One request's worth of encoded telemetry. */
export interface Parcel {
  readonly body: Uint8Array;
  /** How many spans, data points or log records are in it. */
  readonly items: number;
}

/** What became of one attempt to send. */
export type Outcome =
  | { readonly kind: 'delivered'; readonly response: Uint8Array }
  /** The receiver said no, and would say no again. */
  | { readonly kind: 'rejected'; readonly why: string }
  /** Worth another attempt, at the earliest after `afterMs` if the receiver named a time. */
  | { readonly kind: 'unavailable'; readonly why: string; readonly afterMs?: number };

export interface Attempt {
  readonly outcome: Promise<Outcome>;
  /** Whether the whole request has been handed to the operating system. */
  isWritten(): boolean;
}

/** Sends requests to one address over kept-alive connections that never keep the process alive. */
export interface Requester {
  post(parcel: Parcel): Attempt;
  close(): void;
}

// Taken before any capture wraps these modules: the agent's own requests must neither be traced nor counted.
const requestHttp = http.request;
const requestHttps = https.request;

// Retryable by the OTLP specification, "Failures": https://opentelemetry.io/docs/specs/otlp/#failures-1
const RETRYABLE = new Set([429, 502, 503, 504]);
/** The answer is a few bytes; more is not ours to hold. OTLP 1.11 allows up to 4 MiB. */
const MAX_RESPONSE_BYTES = 4 * 1024 * 1024;
const MAX_RETRY_AFTER_MS = 60_000;

export function createRequester(settings: SignalSettings, userAgent: string): Requester {
  const url = new URL(settings.url);
  const secure = url.protocol === 'https:';
  const agent = secure
    ? new https.Agent({ keepAlive: true, maxSockets: 2, ...settings.tls })
    : new http.Agent({ keepAlive: true, maxSockets: 2 });
  const headers = requestHeaders(settings, userAgent);
  const open = secure ? requestHttps : requestHttp;

  return {
    post: (parcel) => {
      let written = false;
      const send = (body: Uint8Array, again: boolean): Promise<Outcome> =>
        new Promise((resolve) => {
          const request = open(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } });
          const timer = setTimeout(() => {
            resolve({ kind: 'unavailable', why: `no answer within ${settings.timeoutMs} ms` });
            request.destroy();
          }, settings.timeoutMs);
          timer.unref();
          request.on('socket', (socket) => socket.unref());
          request.on('finish', () => {
            written = true;
          });
          request.on('response', (response) => {
            void readOutcome(response)
              .then(resolve)
              .finally(() => clearTimeout(timer));
          });
          request.on('error', (error: NodeJS.ErrnoException) => {
            clearTimeout(timer);
            // A kept-alive connection that the receiver closed just now says nothing about the receiver.
            if (request.reusedSocket && again && error.code === 'ECONNRESET') resolve(send(body, false));
            else resolve({ kind: 'unavailable', why: error.code ?? error.message });
          });
          request.end(body);
        });
      const outcome = compressed(parcel.body, settings.compression).then((body) => send(body, true));
      return { outcome, isWritten: () => written };
    },
    close: () => agent.destroy(),
  };
}

/** Headers of every request, without its length. */
export function requestHeaders(settings: SignalSettings, userAgent: string): Record<string, string> {
  return {
    ...settings.headers,
    'user-agent': userAgent,
    'content-type': settings.protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
    ...(settings.compression === 'gzip' ? { 'content-encoding': 'gzip' } : {}),
  };
}

async function compressed(body: Uint8Array, compression: 'none' | 'gzip'): Promise<Uint8Array> {
  if (compression === 'none') return body;
  return new Promise((resolve, reject) => {
    // Level 1: telemetry shrinks to a ninth already, higher levels cost four times the processor for 3 % more.
    gzip(body, { level: 1 }, (error, result) => (error === null ? resolve(result) : reject(error)));
  });
}

async function readOutcome(response: http.IncomingMessage): Promise<Outcome> {
  const status = response.statusCode ?? 0;
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of response as AsyncIterable<Buffer>) {
      bytes += part.length;
      if (bytes <= MAX_RESPONSE_BYTES) parts.push(part);
    }
  } catch (error) {
    // The status line arrived: the receiver has decided, only its words were cut off.
    if (status < 200 || status > 299) return { kind: 'unavailable', why: `answer cut off: ${String(error)}` };
  }
  if (status >= 200 && status <= 299) return { kind: 'delivered', response: Buffer.concat(parts) };
  if (!RETRYABLE.has(status)) return { kind: 'rejected', why: `HTTP ${status}` };
  const afterMs = retryAfter(response.headers['retry-after']);
  return { kind: 'unavailable', why: `HTTP ${status}`, ...(afterMs === undefined ? {} : { afterMs }) };
}

/** `Retry-After` holds seconds or a date: RFC 9110, section 10.2.3. */
function retryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MAX_RETRY_AFTER_MS) : undefined;
}
