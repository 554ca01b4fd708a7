import { request } from 'node:http';
import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { SUPPRESS_TRACING_KEY } from '../../tracer/context/keys.ts';

/** Asks a metadata service; resolves with the body of an answer 2xx, rejects with anything else. */
export type Ask = (url: string, how?: AskOptions) => Promise<string>;

export interface AskOptions {
  readonly method?: 'GET' | 'PUT';
  readonly headers?: Readonly<Record<string, string>>;
}

/** Answers of these services are a few kilobytes. */
const MAX_CHARS = 64 * 1024;

/** What the agent asks for itself is nothing that its captures should see. */
const UNSEEN = ROOT_CONTEXT.setValue(SUPPRESS_TRACING_KEY, true);

/** One attempt of at most that many milliseconds, on a socket that keeps no process alive. */
export function createAsk(timeoutMs: number): Ask {
  const ask = (url: string, { method = 'GET', headers = {} }: AskOptions): Promise<string> =>
    new Promise((resolve, reject) => {
      const sent = request(url, { method, headers, agent: false });
      const timer = setTimeout(() => sent.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs).unref();
      const settle = (error: Error | undefined, body = ''): void => {
        clearTimeout(timer);
        if (error === undefined) resolve(body);
        else reject(error);
      };
      sent.on('socket', (socket) => socket.unref());
      sent.on('error', settle);
      sent.on('response', (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
          if (body.length > MAX_CHARS) response.destroy(new Error('the answer is too long'));
        });
        response.on('error', settle);
        response.on('end', () => {
          const status = response.statusCode ?? 0;
          settle(status >= 200 && status <= 299 ? undefined : new Error(`HTTP ${status}`), body);
        });
      });
      sent.end();
    });
  return (url, how = {}) => context.with(UNSEEN, ask, undefined, url, how);
}
