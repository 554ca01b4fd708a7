// What a page would load: a program bundled from our sources for browsers, small. Sizes, tests and benchmarks all measure this one.
import { rolldown } from 'rolldown';
import { root } from './workspace.mjs';

const ENTRY = '\0page.js';

/**
 * @param {string} program an ES module, such as `import { createClient } from '@sightglass/otlp/browser'; …`
 * @param {{ from?: string, format?: 'iife' | 'es', minify?: boolean }} [options] `from`: folder whose packages it may import, default
 * `packages/errors`; `format`, default `iife`; `minify`, default true.
 * @returns {Promise<string>} its code, with all that it imports
 */
export async function bundlePage(program, options) {
  const [entry] = await bundled(program, options, false);
  return entry?.code ?? '';
}

/**
 * The same as what a page loads at once, and what it loads when it is wanted (`import()`).
 *
 * @param {string} program
 * @param {{ from?: string, minify?: boolean }} [options]
 * @returns {Promise<{ name: string, code: string }[]>} its files, the one to begin with first; it is called `page.js`
 */
export async function bundleFiles(program, options) {
  return bundled(program, { ...options, format: 'es' }, true);
}

/**
 * @param {string} program
 * @param {{ from?: string, format?: 'iife' | 'es', minify?: boolean } | undefined} options
 * @param {boolean} codeSplitting
 */
async function bundled(program, options, codeSplitting) {
  const { from = `${root}/packages/errors`, format = 'iife', minify = true } = options ?? {};
  const bundle = await rolldown({
    input: ENTRY,
    platform: 'browser',
    resolve: { conditionNames: ['@sightglass/source', 'module', 'browser', 'import', 'default'] },
    transform: { target: 'es2022' },
    // A busy machine is no fault of the program.
    checks: { bundlerTimings: false },
    onLog(level, log) {
      if (level === 'warn') throw new Error(log.message);
    },
    plugins: [
      {
        name: 'program',
        resolveId(id, importer) {
          if (id === ENTRY) return id;
          return importer === ENTRY ? this.resolve(id, `${from}/package.json`, { skipSelf: true }) : null;
        },
        load: (id) => (id === ENTRY ? program : null),
      },
    ],
  });
  try {
    const { output } = await bundle.generate({
      format,
      minify,
      codeSplitting,
      entryFileNames: 'page.js',
      comments: false,
    });
    return output.flatMap((file) => (file.type === 'chunk' ? [{ name: file.fileName, code: file.code }] : []));
  } finally {
    await bundle.close();
  }
}
