import type { Page } from '../../capture.ts';
import { whenIdle } from '../../page/when-idle.ts';
import { packInWorker } from './worker.ts';

/** Compresses a text: base64 of gzip, which may have several members. Rejects where that cannot be. */
export type Pack = (text: string) => Promise<string>;

/** Bytes that are compressed without a pause, where it has to be done in the page. */
const PIECE = 32_000;

/** Packs in a worker; while the page is idle, where there is none. */
export function createPack(page: Page, workerUrl: string | undefined): { pack: Pack; stop: () => void } {
  const worker = packInWorker(workerUrl);
  return {
    pack: (text) => worker.pack(text).catch(() => packWhileIdle(page, text)),
    stop: worker.stop,
  };
}

/** A piece at a time: streams compress on the thread that they are on. */
async function packWhileIdle(page: Page, text: string): Promise<string> {
  const whole = new Blob([text]);
  const packed: Blob[] = [];
  for (let at = 0; at < whole.size; at += PIECE) {
    await whenIdle(page);
    const stream = whole
      .slice(at, at + PIECE)
      .stream()
      .pipeThrough(new CompressionStream('gzip'));
    packed.push(await new Response(stream).blob());
  }
  return toBase64(new Blob(packed));
}

function toBase64(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('loadend', () => {
      const { result } = reader;
      if (typeof result === 'string') resolve(result.split(',')[1] ?? '');
      else reject(new Error('not read'));
    });
    reader.readAsDataURL(blob);
  });
}
