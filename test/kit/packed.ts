import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm } from '../../scripts/workspace.mjs';

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
  const filters = names.map((name) => `--filter=@sightglass/${name}`);
  const { code, output } = await pnpm(['--recursive', ...filters, 'pack', '--pack-destination', folder]);
  if (code !== 0) throw new Error(`pnpm pack ended with ${code}: ${output}`);
  const files = readdirSync(folder);
  return new Map(
    names.map((name) => {
      const file = files.find((entry) => new RegExp(`^sightglass-${name}-\\d.*\\.tgz$`).test(entry));
      if (file === undefined) throw new Error(`pnpm pack wrote no tarball for ${name}: ${output}`);
      return [name, join(folder, file)];
    }),
  );
}
