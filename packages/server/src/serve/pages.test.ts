import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readPages, type Pages } from './pages.ts';

const theme = "\n  document.documentElement.dataset.theme = 'dark';\n";
const html = `<!doctype html><script>${theme}</script><script type="module" src="/assets/index-Ab3_-x9Z.js"></script>`;

let folder = '';
let pages: Pages;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sightglass-pages-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), html);
  mkdirSync(join(folder, 'frames'));
  writeFileSync(join(folder, 'frames', 'player.html'), '<!doctype html><title>Recording</title>');
  writeFileSync(join(folder, 'mark.svg'), '<svg/>');
  writeFileSync(join(folder, 'assets', 'index-Ab3_-x9Z.js'), 'let a = 1;');
  writeFileSync(join(folder, 'assets', 'index-Ab3_-x9Z.js.br'), brotliCompressSync('let a = 1;'));
  writeFileSync(join(folder, 'assets', 'index-Ab3_-x9Z.js.gz'), gzipSync('let a = 1;'));
  pages = readPages(folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

const script = '/assets/index-Ab3_-x9Z.js';

test('an address of the pages is answered with the page, a file that is missing is not', async () => {
  for (const path of ['/', '/traces', '/traces/5b8efff798038103d269b633813fc60c', '/services/team%2Fshop']) {
    expect([path, await pages.answer(path, undefined, undefined)?.text()]).toEqual([path, html]);
  }
  for (const path of [
    '/assets/gone.js',
    '/favicon.ico',
    '/../../etc/passwd.txt',
    '/assets/../../x.js',
    '/assets/index-Ab3_-x9Z.js.map',
  ]) {
    expect([path, pages.answer(path, undefined, undefined)]).toEqual([path, undefined]);
  }
});

test('a file with its content in its name is kept for ever, the page is asked for again', () => {
  expect(pages.answer(script, undefined, undefined)?.headers.get('cache-control')).toBe(
    'public, max-age=31536000, immutable',
  );
  const page = pages.answer('/', undefined, undefined);
  expect(page?.headers.get('cache-control')).toBe('no-cache');
  const again = pages.answer('/', undefined, page?.headers.get('etag') ?? '');
  expect(again?.status).toBe(304);
  expect(pages.answer('/', undefined, '"other"')?.status).toBe(200);
});

test('the best encoding that the browser takes and the build made is sent', async () => {
  const encodingFor = (accepts: string): string | null | undefined =>
    pages.answer(script, accepts, undefined)?.headers.get('content-encoding');
  expect(encodingFor('gzip, deflate, br, zstd')).toBe('br');
  expect(encodingFor('gzip')).toBe('gzip');
  expect(encodingFor('br;q=0, gzip;q=0.5')).toBe('gzip');
  expect(encodingFor('identity')).toBeNull();
  expect(encodingFor('')).toBeNull();
  expect(pages.answer('/mark.svg', 'br, gzip', undefined)?.headers.get('content-encoding')).toBeNull();
  const body = Buffer.from((await pages.answer(script, 'br', undefined)?.arrayBuffer()) ?? new ArrayBuffer(0));
  expect(body).toEqual(brotliCompressSync('let a = 1;'));
});

test('the page runs its own files and the scripts that stand in it, nothing else', () => {
  const csp = pages.answer('/', undefined, undefined)?.headers.get('content-security-policy') ?? '';
  const hash = createHash('sha256').update(theme).digest('base64');
  expect(csp).toContain("default-src 'self'");
  expect(csp).toContain(`script-src 'self' 'sha256-${hash}';`);
  expect(csp).not.toContain('unsafe');
  expect(csp).toContain("frame-ancestors 'none'");
});

test('the document of recordings may stand in our pages, has styles of its own, and loads nothing unless its address says so', async () => {
  const answerOf = (path: string): Response | undefined => pages.answer(path, undefined, undefined);
  const csp = (path: string): string => answerOf(path)?.headers.get('content-security-policy') ?? '';
  for (const path of ['/frames/player', '/frames/player-open', '/frames/player.html']) {
    expect([path, await answerOf(path)?.text()]).toEqual([path, '<!doctype html><title>Recording</title>']);
    expect(answerOf(path)?.headers.get('x-frame-options')).toBe('SAMEORIGIN');
    expect(csp(path)).toMatch(/default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'/);
    expect(csp(path)).toMatch(/form-action 'none'; frame-ancestors 'self'$/);
  }
  expect(csp('/frames/player')).not.toContain('http');
  expect(csp('/frames/player.html')).not.toContain('http');
  expect(csp('/frames/player-open')).toContain('img-src data: blob: https: http:');
  expect(csp('/frames/player-open')).toContain("script-src 'self';");
});
