import { answerPacks } from './worker-program.ts';

/** A worker that is silent for so long has died. */
const ANSWER_MS = 10_000;

/** A worker that compresses. */
export interface PackWorker {
  /** One at a time. Rejects where there is no worker, and from then on always. */
  pack(text: string): Promise<string>;
  readonly stop: () => void;
}

/** @param url of the worker's file; without it, the worker is made of a blob, where no policy is seen that would forbid that. */
export function packInWorker(url: string | undefined): PackWorker {
  let worker: Worker | undefined;
  let isUsable = typeof CompressionStream === 'function' && (url !== undefined || mayUseBlobs());
  let answered = (_packed: string): void => {};

  const start = (): Worker => {
    const address =
      url ?? URL.createObjectURL(new Blob([`(${String(answerPacks)})(self)`], { type: 'text/javascript' }));
    worker = new Worker(address);
    // Of an address that is no blob's nothing happens.
    URL.revokeObjectURL(address);
    // An error has none.
    const onEvent = ({ data = '' }: Partial<MessageEvent<string>>): void => answered(data);
    for (const type of ['message', 'error']) worker.addEventListener(type, onEvent);
    return worker;
  };
  const stop = (): void => {
    isUsable = false;
    worker?.terminate();
    answered('');
  };
  return {
    stop,
    pack: (text) =>
      new Promise((resolve, reject) => {
        const settle = (packed: string): void => {
          answered = () => {};
          if (packed) return resolve(packed);
          if (isUsable) stop();
          reject(new Error('no worker'));
        };
        if (!isUsable) return settle('');
        answered = settle;
        AbortSignal.timeout(ANSWER_MS).addEventListener('abort', () => answered === settle && settle(''));
        try {
          (worker ?? start()).postMessage(text, []);
        } catch {
          settle('');
        }
      }),
  };
}

/**
 * A policy that comes as a header cannot be read from the page, and to try would be reported as a violation of it. Pages with scripts that carry
 * a nonce have one.
 */
function mayUseBlobs(): boolean {
  const meta = document.querySelector('meta[http-equiv="Content-Security-Policy" i]');
  return !meta && ![...document.scripts].some(({ nonce }) => nonce);
}
