import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Where a profile of Chromium keeps what pages store. Its history, which knows every address, is elsewhere. */
const PLACES = ['IndexedDB', 'Local Storage', 'Session Storage', 'WebStorage', 'File System', 'Service Worker'];

/** Files in a profile that hold something of an origin, as they lie on disk: empty where its pages have stored nothing. */
export function keptFor(profile: string, origin: string): string[] {
  const { hostname, port } = new URL(origin);
  const folder = join(profile, 'Default');
  return PLACES.flatMap((place) => filesIn(join(folder, place)))
    .filter((file) => file.includes(`${hostname}_${port}`) || holds(file, `${hostname}:${port}`))
    .map((file) => relative(folder, file));
}

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
}

function holds(file: string, text: string): boolean {
  const bytes = readFileSync(file);
  return bytes.includes(text) || bytes.includes(Buffer.from(text, 'utf16le'));
}
