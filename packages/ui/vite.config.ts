import { promises as fs } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const COMPRESSIBLE = /\.(?:js|css|html|svg|json)$/;

/** Writes `file.br` and `file.gz` beside each text file, so that the server never compresses while somebody waits. */
function precompress(): Plugin {
  let outDir = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      outDir = resolve(config.root, config.build.outDir);
    },
    async closeBundle() {
      const entries = await fs.readdir(outDir, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile() && COMPRESSIBLE.test(entry.name));
      await Promise.all(files.map((entry) => compressFile(join(entry.parentPath, entry.name))));
    },
  };
}

async function compressFile(path: string): Promise<void> {
  const plain = await fs.readFile(path);
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(plain, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    promisify(gzip)(plain, { level: 9 }),
  ]);
  await Promise.all([fs.writeFile(`${path}.br`, br), fs.writeFile(`${path}.gz`, gz)]);
}

/**
 * Says the order of the layers at the head of every style sheet. A browser takes the order in which it first meets them,
 * and the chunk of a shared part may be loaded before `base.css`: buttons would then lose to the rules for all elements.
 */
function layerOrder(): Plugin {
  return {
    name: 'layer-order',
    enforce: 'pre',
    transform(code, id) {
      return id.endsWith('.css') ? `@layer tokens, base, parts, shell, rooms;\n${code}` : undefined;
    },
  };
}

type ModuleInfo = { readonly isEntry: boolean; readonly importers: readonly string[] };

/**
 * Puts all that every page needs at once into one chunk. Split by who shares what, as the bundler does by itself, the same
 * code takes 2 KB more on its way.
 */
function shellChunk(): (id: string, modules: { getModuleInfo: (id: string) => ModuleInfo | null }) => string | null {
  const known = new Map<string, boolean>();
  return (id, modules) => {
    const isNeededAtOnce = (id: string): boolean => {
      const found = known.get(id);
      if (found !== undefined) return found;
      known.set(id, false); // what only imports itself in a circle is needed by nobody
      const info = modules.getModuleInfo(id);
      const isNeeded = info !== null && (info.isEntry || info.importers.some(isNeededAtOnce));
      known.set(id, isNeeded);
      return isNeeded;
    };
    return isNeededAtOnce(id) ? 'shell' : null;
  };
}

export default defineConfig({
  plugins: [react(), layerOrder(), precompress()],
  build: {
    target: 'es2023',
    // The pages are served with `default-src 'self'`: nothing may become a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: shellChunk(), debugName: 'shell' }] } } },
  },
});
