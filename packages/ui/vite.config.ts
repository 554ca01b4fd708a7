import { promises as fs, readFileSync } from 'node:fs';
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

/**
 * Imports each icon from its own file. Imported from the package's list of them, the icons of all pages would count as part of whatever
 * needs one at once, which is the shell.
 */
function iconsByFile(): Plugin {
  const list = readFileSync(new URL('../lucide-react.mjs', import.meta.resolve('lucide-react/icons/x')), 'utf8');
  const fileOf = (icon: string): string => {
    const found = new RegExp(`\\bas ${icon}\\b[^;]* from './icons/([\\w-]+)\\.mjs'`).exec(list);
    if (found?.[1] === undefined) throw new Error(`lucide-react has no icon ${icon}.`);
    return found[1];
  };
  return {
    name: 'icons-by-file',
    apply: 'build',
    enforce: 'pre',
    transform: (code) =>
      code.replaceAll(/import \{([^}]*)\} from 'lucide-react';/g, (_, names: string) =>
        names
          .split(',')
          .map((name) => name.trim().split(' as '))
          .filter(([icon = '']) => icon !== '' && !icon.startsWith('type '))
          .map(([icon = '', local = icon]) => `import ${local} from 'lucide-react/icons/${fileOf(icon)}';`)
          .join(' '),
      ),
  };
}

type ModuleInfo = { readonly id: string; readonly isEntry: boolean; readonly importers: readonly string[] };

/** The document of all pages; that of the player stands alone, and takes nothing along for them. */
const isShell = ({ id, isEntry }: ModuleInfo): boolean => isEntry && !id.endsWith('/player.html');

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
      const isNeeded = info !== null && (isShell(info) || info.importers.some(isNeededAtOnce));
      known.set(id, isNeeded);
      return isNeeded;
    };
    return isNeededAtOnce(id) ? 'shell' : null;
  };
}

export default defineConfig({
  plugins: [react(), layerOrder(), iconsByFile(), precompress()],
  build: {
    target: 'es2023',
    // The pages are served with `default-src 'self'`: nothing may become a data: address.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    rolldownOptions: {
      input: ['index.html', 'frames/player.html'],
      output: {
        codeSplitting: {
          groups: [
            { name: shellChunk(), debugName: 'shell' },
            // What nearly every page shows: one file packs better than five.
            { name: 'page', test: /src.parts.(?:page-head|page-title|panel|states|format)\.tsx?$/ },
            // By itself: left to the bundler, pages without long lists would load it with what they share with others.
            { name: 'rows', test: /@tanstack.(?:react-virtual|virtual-core)/ },
          ],
        },
      },
    },
  },
});
