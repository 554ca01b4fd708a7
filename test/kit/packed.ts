import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** Our published packages, with the module formats that they promise. */
export const PACKAGES = [
  { name: 'api', profile: 'node16' },
  { name: 'otlp', profile: 'node16' },
  { name: 'errors', profile: 'node16' },
  { name: 'node', profile: 'node16' },
  { name: 'browser', profile: 'esm-only' },
  { name: 'server', profile: 'esm-only' },
] as const;

/** Packs every published package, as a release would, into a folder; the tarballs by the package's short name. */
export function packAll(folder: string): Promise<Map<string, string>> {
  return pack(
    folder,
    PACKAGES.map(({ name }) => name),
  );
}

/** The same for some of them. */
export async function pack(folder: string, names: readonly string[]): Promise<Map<string, string>> {
  const tarballs = new Map<string, string>();
  for (const name of names) {
    const destination = join(folder, name);
    await run('npx', ['--yes', 'pnpm@12', 'pack', '--pack-destination', destination], {
      cwd: join(root, 'packages', name),
    });
    const file = readdirSync(destination).find((entry) => entry.endsWith('.tgz'));
    if (file === undefined) throw new Error(`pnpm pack wrote no tarball for ${name}`);
    tarballs.set(name, join(destination, file));
  }
  return tarballs;
}
