import { defineConfig } from 'tsdown';
import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';
import { BUNDLED } from './bundled.mjs';

const packed: UserConfig = {
  ...library,
  // CommonJS for `import` and `require` alike: docs/decisions/0006 says why.
  format: 'cjs',
  // Read at the start of somebody's program: what is not run is left out of it. Comments stay in the declarations.
  minify: true,
  // Maps would be most of what is installed.
  sourcemap: false,
  // Our other packages from their sources: what of them is not used is left out.
  inputOptions: {
    resolve: { conditionNames: ['@sightglass/source', 'node', 'import', 'default'] },
    // Names of attributes stand where they are used: handing each on from file to file takes more than the name itself.
    optimization: { inlineConst: { mode: 'all' } },
  },
  deps: {
    // Nothing is looked for on disk at the start of a program. What the program has of these meets ours in one global object.
    alwaysBundle: [/^@opentelemetry\/(?!instrumentation)/, /^@sightglass\//],
    dts: { alwaysBundle: () => false, neverBundle: [/^@opentelemetry\/api$/] },
    // Another one stops the build: it must be named, for its licence's sake.
    onlyBundle: [...BUNDLED, /^@sightglass\//],
  },
};

/** What only files that are loaded later share with each other. */
const NOT_AT_START = /@opentelemetry.(?:core|resources|semantic-conventions)./;

const agent: UserConfig = {
  ...packed,
  entry: {
    index: 'src/index.ts',
    register: 'src/register.ts',
    configuration: 'src/configuration/index.ts',
    databases: 'src/capture/database/part.ts',
    detect: 'src/assemble/detect/index.ts',
    disk: 'src/transport/disk-buffer.ts',
    frameworks: 'src/capture/frameworks-part.ts',
    genai: 'src/capture/genai/index.ts',
    grpc: 'src/capture/grpc/calls/index.ts',
    loggers: 'src/capture/logging/part.ts',
    machine: 'src/capture/machine/part.ts',
    network: 'src/capture/network-part.ts',
    profile: 'src/profile/index.ts',
    sending: 'src/transport/requester.ts',
    stock: 'src/stock/index.ts',
  },
  // Nobody imports the files that the agent loads by itself.
  dts: { entry: ['src/index.ts', 'src/register.ts'] },
  outputOptions: (options, _format, { cjsDts }) =>
    cjsDts
      ? options
      : {
          ...options,
          comments: false,
          chunkFileNames: '[name].cjs',
          // One file for all that is loaded at the start, whoever else uses parts of it.
          codeSplitting: { groups: [{ name: 'agent', test: (id) => !NOT_AT_START.test(id), minShareCount: 2 }] },
        },
};

const bundlers: UserConfig = {
  ...packed,
  entry: Object.fromEntries(['esbuild', 'rolldown', 'webpack'].map((name) => [name, `src/hook/bundlers/${name}.ts`])),
  // The loader of webpack is the default export beside its plugin.
  outputOptions: (options, _format, { cjsDts }) =>
    cjsDts ? options : { ...options, comments: false, exports: 'named' },
};

// Built apart: the agent must not load what they share with it from a file of its own.
export default defineConfig([agent, bundlers]);
