import { Worker } from 'node:worker_threads';
import { diag } from '@opentelemetry/api';
import type { TlsSettings } from '@sightglass/otlp/internal';

/** A request that must leave before the process ends. */
export interface LastWords {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls: TlsSettings;
  readonly body: Uint8Array;
}

/**
 * Sends requests while this thread stands still, for moments when the event loop will not turn again: `process.exit`,
 * a crash. A worker made for it does the talking; this thread waits until it has answers or `budgetMs` are over.
 * Blocks 80–150 ms with a receiver nearby. Never throws.
 */
export function sendBlocking(words: readonly LastWords[], budgetMs: number): void {
  if (words.length === 0 || budgetMs <= 0) return;
  try {
    const finished = new Int32Array(new SharedArrayBuffer(4));
    // Its own options: no preloads of the program (this agent among them), no environment, nothing printed.
    const worker = new Worker(SENDER, {
      eval: true,
      execArgv: [],
      env: {},
      stdout: true,
      stderr: true,
      workerData: { words, budgetMs, finished },
    });
    worker.unref();
    worker.on('error', () => {});
    Atomics.wait(finished, 0, 0, budgetMs);
  } catch (error) {
    diag.debug('what was left could not be sent at the end', error);
  }
}

// Plain JavaScript as text: it must run the same from source, from either build and from a bundle.
const SENDER = `
const { workerData } = require('node:worker_threads');
const { words, budgetMs, finished } = workerData;
let open = words.length;
const done = () => {
  if (--open > 0) return;
  Atomics.store(finished, 0, 1);
  Atomics.notify(finished, 0);
};
for (const { url, headers, tls, body } of words) {
  let settled = false;
  const settle = () => { if (!settled) { settled = true; done(); } };
  try {
    const { request } = require(url.startsWith('https:') ? 'node:https' : 'node:http');
    const sent = request(url, { method: 'POST', timeout: budgetMs, ...tls, headers: { ...headers, 'content-length': body.length } });
    sent.on('response', (response) => { response.resume(); response.on('close', settle); });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', settle);
    sent.end(body);
  } catch { settle(); }
}
`;
