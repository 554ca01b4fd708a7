/** A worker's global, as far as it is needed. */
interface WorkerScope {
  addEventListener(type: 'message', run: (event: MessageEvent<string>) => void): void;
  postMessage(answer: string, transfer: Transferable[]): void;
}

/**
 * What the worker does: answers each text with base64 of its gzip.
 *
 * It is sent there as text: it may use nothing from outside, no name inside it is one that a bundler would want to keep, and nothing that a
 * bundler would need a helper for.
 */
export function answerPacks(scope: WorkerScope): void {
  scope.addEventListener('message', (event) => {
    new Response(new Blob([event.data]).stream().pipeThrough(new CompressionStream('gzip'))).blob().then(
      (packed) => scope.postMessage(new FileReaderSync().readAsDataURL(packed).split(',')[1] ?? '', []),
      () => scope.postMessage('', []),
    );
  });
}

/** Only workers have it, and the types of a page leave it out. */
declare class FileReaderSync {
  readAsDataURL(blob: Blob): string;
}
