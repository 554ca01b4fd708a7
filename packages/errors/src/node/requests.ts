import { ClientRequest } from 'node:http';
import { read } from '../bounded.ts';
import type { Capturer } from '../tracker.ts';
import { listenToChannel } from './listen.ts';

/** OTLP over HTTP: what is told of a program is no step of it. https://opentelemetry.io/docs/specs/otlp/#otlphttp-request */
const TELEMETRY = /\/v1\/(?:logs|metrics|traces)(?:\?|$)/;

/** Makes a breadcrumb of each request of the program that was answered or failed. Node tells of them by itself; nothing is wrapped. */
export function watchRequests(tracker: Capturer): void {
  const tell = (method: unknown, url: string, outcome: unknown): void => {
    if (method === 'POST' && TELEMETRY.test(url)) return;
    const isFailed = !(Number(outcome) > 0 && Number(outcome) < 400);
    const level = isFailed ? 'error' : 'info';
    tracker.addBreadcrumb({ category: 'request', level, message: `${String(method)} ${url} ${String(outcome)}` });
  };
  listenToChannel(tracker, 'http.client.response.finish', (message) => {
    const request = read(message, 'request');
    tell(read(request, 'method'), urlOf(request), read(read(message, 'response'), 'statusCode'));
  });
  listenToChannel(tracker, 'http.client.request.error', (message) => {
    const request = read(message, 'request');
    tell(read(request, 'method'), urlOf(request), read(message, 'error'));
  });
  listenToChannel(tracker, 'undici:request:headers', (message) => {
    const request = read(message, 'request');
    tell(read(request, 'method'), fetched(request), read(read(message, 'response'), 'statusCode'));
  });
  listenToChannel(tracker, 'undici:request:error', (message) => {
    const request = read(message, 'request');
    tell(read(request, 'method'), fetched(request), read(message, 'error'));
  });
}

/** The address of a request of `node:http`. */
function urlOf(request: unknown): string {
  if (!(request instanceof ClientRequest)) return '';
  return `${request.protocol}//${String(request.getHeader('host') ?? request.host)}${request.path}`;
}

/** The address of a request of `fetch`. */
function fetched(request: unknown): string {
  return `${String(read(request, 'origin'))}${String(read(request, 'path'))}`;
}
