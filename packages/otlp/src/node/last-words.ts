import { Worker } from 'node:worker_threads';
import type { TlsSettings } from './request.ts';

/** A request that must leave before the process ends. */
export interface LastWords {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tls?: TlsSettings;
  /** What it carries, in pieces that are sent one after the other. */
  readonly body: readonly Uint8Array[];
}

/**
 * Sends requests while this thread stands still, for the moment when the event loop will not turn again. A worker made for it does the
 * talking; this thread waits until it has the answers, or `budgetMs` are over. Never throws.
 */
export function sendBlocking(words: readonly LastWords[], budgetMs: number): void {
  // In less than 20 ms no worker gets going.
  if (words.length === 0 || budgetMs < 20) return;
  try {
    const finished = new Int32Array(new SharedArrayBuffer(4));
    // Its own options: no preloads of the program, no environment, nothing printed.
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
  } catch {
    // No thread to be had: what is left is lost with the process.
  }
}

// Plain JavaScript as text: it must run the same from source, from either build, and from a bundle.
const SENDER = `
const { workerData: { words, budgetMs, finished } } = require('node:worker_threads');
let open = words.length;
const settled = () => {
  if (--open > 0) return;
  Atomics.store(finished, 0, 1);
  Atomics.notify(finished, 0);
};
for (const { url, headers, tls, body } of words) {
  const { request } = require(url.startsWith('https:') ? 'node:https' : 'node:http');
  const length = body.reduce((sum, piece) => sum + piece.length, 0);
  const sent = request(url, { method: 'POST', timeout: budgetMs, ...tls, headers: { ...headers, 'content-length': length } });
  sent.on('response', (response) => response.resume());
  sent.on('timeout', () => sent.destroy());
  sent.on('error', () => {});
  sent.on('close', settled);
  for (const piece of body) sent.write(piece);
  sent.end();
}
`;
