import { answerPacks } from './worker-program.ts';

/** A worker that is silent for so long has died. */
const ANSWER_MS = 10_000;

/** A worker that compresses. */
export interface PackWorker {
  /** Rejects where there is no worker, and from then on always. */
  pack(text: string): Promise<string>;
  stop(): void;
}

/** @param url of the worker's file; without it, the worker is made of a blob, where no policy is seen that would forbid that. */
export function packInWorker(url: string | undefined): PackWorker {
  let worker: Worker | undefined;
  let isUsable = typeof CompressionStream === 'function' && (url !== undefined || mayUseBlobs());

  const start = (): Worker => {
    if (url !== undefined) return new Worker(url);
    const blob = URL.createObjectURL(new Blob([`(${String(answerPacks)})(self)`], { type: 'text/javascript' }));
    try {
      return new Worker(blob);
    } finally {
      URL.revokeObjectURL(blob);
    }
  };
  const stop = (): void => {
    isUsable = false;
    worker?.terminate();
    worker = undefined;
  };
  const ask = (text: string): Promise<string> =>
    new Promise((resolve, reject) => {
      if (!isUsable) throw new Error('no worker');
      const answered = new AbortController();
      const { signal } = answered;
      worker ??= start();
      worker.addEventListener(
        'message',
        ({ data }: MessageEvent<string>) => {
          answered.abort();
          if (data) resolve(data);
          else reject(new Error('not packed'));
        },
        { signal },
      );
      worker.addEventListener('error', reject, { signal });
      AbortSignal.timeout(ANSWER_MS).addEventListener('abort', reject, { signal });
      worker.postMessage(text, []);
    });
  return {
    stop,
    pack: (text) =>
      ask(text).catch((error: unknown) => {
        stop();
        throw error;
      }),
  };
}

/**
 * A policy that comes as a header cannot be read from the page, and to try would be reported as a violation of it. Pages with scripts that carry
 * a nonce have one.
 */
function mayUseBlobs(): boolean {
  return (
    document.querySelector('meta[http-equiv="Content-Security-Policy" i]') === null &&
    ![...document.scripts].some(({ nonce }) => nonce)
  );
}
