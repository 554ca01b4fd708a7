import { defineConfig, type UserConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

/** What a page loads as it is, without a bundler: all in one file, small. */
const whole: UserConfig = {
  ...library,
  platform: 'browser',
  dts: false,
  sourcemap: false,
  minify: true,
  clean: false,
  inputOptions: {
    resolve: { conditionNames: ['@sightglass/source', 'module', 'browser', 'import', 'default'] },
    // Names of attributes where they are used: shorter than a variable for each.
    optimization: { inlineConst: true },
  },
  deps: { alwaysBundle: [/./], onlyBundle: false },
};
const named = { entryFileNames: '[name].js', comments: false } as const;
const script: UserConfig = { ...whole, format: 'iife', outputOptions: named };

/**
 * Most of such a file runs as soon as it has loaded: Chromium then compiles all of it while it loads, in another thread, in place of each function
 * in the page's when it is first called. It must be the first line. https://v8.dev/blog/explicit-compile-hints
 */
const compiledWhole = { postBanner: '//# allFunctionsCalledOnLoad' } as const;

export default defineConfig([
  {
    ...library,
    platform: 'browser',
    entry: {
      index: 'src/index.ts',
      core: 'src/core.ts',
      metrics: 'src/metrics/index.ts',
      otel: 'src/otel/index.ts',
      react: 'src/react/index.ts',
      vue: 'src/vue/index.ts',
      replay: 'src/replay/recorder/start-recorder.ts',
    },
    // A file a module: what a page does not use its bundler leaves out, also where web-vitals does something when it is loaded.
    unbundle: true,
    outputOptions: { comments: { jsdoc: false } },
  },
  {
    ...whole,
    entry: { recorder: 'src/replay/recorder/start-recorder.ts' },
    outputOptions: { comments: false, ...compiledWhole },
  },
  {
    ...script,
    entry: { sightglass: 'src/script/index.ts' },
    outputOptions: { ...named, ...compiledWhole },
    // Loaded when it is wanted, from beside this file.
    plugins: [
      {
        name: 'recorder',
        resolveId: (id) => (id.endsWith('/start-recorder.ts') ? { id: './recorder.js', external: 'absolute' } : null),
      },
    ],
  },
  { ...script, entry: { 'recorder-worker': 'src/replay/recorder/worker-file.ts' } },
  {
    ...script,
    entry: { snippet: 'src/script/snippet.ts' },
    outputOptions: { ...named, name: 'sightglassSnippet', exports: 'default' },
  },
]);
