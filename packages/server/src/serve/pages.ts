import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/** Files whose content is in their name: Vite writes `name-<8 characters>.ext` below `assets/`. */
const HASHED = /^\/assets\/.*-[\w-]{8}\.\w+$/;

interface PageFile {
  readonly plain: Buffer;
  readonly br: Buffer | undefined;
  readonly gzip: Buffer | undefined;
  readonly type: string;
  readonly cache: string;
  readonly etag: string;
}

/** The built pages, read once: a path that was not there at the start cannot be asked for. */
export interface Pages {
  /**
   * Answers a path: a file, `index.html` for an address of the pages, or nothing.
   *
   * @param accepts the Accept-Encoding header.
   * @param known the If-None-Match header.
   */
  answer(path: string, accepts: string | undefined, known: string | undefined): Response | undefined;
}

/** The document in which recordings are played, and its addresses: by which one it was asked for says what it may load. */
const PLAYER = '/frames/player.html';
const PLAYERS: ReadonlyMap<string, string> = new Map([
  ['/frames/player', playerPolicy('')],
  ['/frames/player-open', playerPolicy(' https: http:')],
  [PLAYER, playerPolicy('')],
]);

/** Reads the built pages. */
export function readPages(dir: string): Pages {
  const files = readFiles(dir);
  const index = files.get('/index.html');
  const csp = contentSecurityPolicy(index?.plain.toString('utf8') ?? '');
  return {
    answer(path, accepts = '', known = '') {
      const player = PLAYERS.get(path);
      // An address of the pages has no extension; what looks like a file and is none is missing.
      const file = files.get(player === undefined ? path : PLAYER) ?? (extname(path) === '' ? index : undefined);
      if (!file) return undefined;
      const headers = new Headers({
        'content-type': file.type,
        'cache-control': file.cache,
        etag: file.etag,
        vary: 'Accept-Encoding',
      });
      if (file === index) headers.set('content-security-policy', csp);
      else if (player !== undefined) {
        headers.set('content-security-policy', player);
        headers.set('x-frame-options', 'SAMEORIGIN');
      }
      if (known.includes(file.etag)) return new Response(null, { status: 304, headers });
      const [body, encoding] = encoded(file, accepts);
      if (encoding !== undefined) headers.set('content-encoding', encoding);
      headers.set('content-length', String(body.byteLength));
      return new Response(new Uint8Array(body), { headers });
    },
  };
}

function encoded(file: PageFile, accepts: string): [Buffer, string | undefined] {
  if (file.br && takes(accepts, 'br')) return [file.br, 'br'];
  if (file.gzip && takes(accepts, 'gzip')) return [file.gzip, 'gzip'];
  return [file.plain, undefined];
}

function takes(accepts: string, encoding: string): boolean {
  return accepts.split(',').some((part) => {
    const [name, ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
    return name === encoding && !parameters.some((text) => /^q=0(\.0*)?$/.test(text));
  });
}

function readFiles(dir: string): Map<string, PageFile> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const contents = new Map(
    entries.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [`/${relative(dir, path).split(sep).join('/')}`, readFileSync(path)];
    }),
  );
  const plain = [...contents].filter(([path]) => !/\.(?:br|gz)$/.test(path));
  return new Map(
    plain.map(([path, content]): [string, PageFile] => [
      path,
      {
        plain: content,
        br: contents.get(`${path}.br`),
        gzip: contents.get(`${path}.gz`),
        type: TYPES[extname(path)] ?? 'application/octet-stream',
        cache: HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache',
        etag: `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`,
      },
    ]),
  );
}

/** Nothing but our own files, and the scripts that stand in the page itself, by their hashes (the theme is set before the first paint). */
function contentSecurityPolicy(html: string): string {
  const inline = [...html.matchAll(/<script(?![^>]*\ssrc=)[^>]*>([\s\S]*?)<\/script>/g)].map((match) => match[1] ?? '');
  const hashes = inline.map((script) => ` 'sha256-${createHash('sha256').update(script).digest('base64')}'`);
  return [
    "default-src 'self'",
    `script-src 'self'${hashes.join('')}`,
    "img-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/**
 * For a recorded page: its inline styles count, but nothing of it runs, is sent, or is fetched, unless the reader asked for what the site shows.
 * The recorded page itself stands in a frame without scripts, which inherits this policy.
 *
 * @param looks further sources of images, styles and fonts.
 */
function playerPolicy(looks: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'unsafe-inline'${looks}`,
    `img-src data: blob:${looks}`,
    `font-src data:${looks}`,
    `media-src data: blob:${looks}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
  ].join('; ');
}
