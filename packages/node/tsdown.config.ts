import { defineConfig } from 'tsdown';
import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

const packed: UserConfig = {
  ...library,
  // CommonJS for `import` and `require` alike: docs/decisions/0006 says why.
  format: 'cjs',
  // Read at the start of somebody's program: what is not run is left out of it. Comments stay in the declarations.
  minify: true,
  // Maps would be most of what is installed; the names that they would give back stand in our stacks nowhere.
  sourcemap: false,
};

const agent: UserConfig = {
  ...packed,
  entry: { index: 'src/index.ts', register: 'src/register.ts', stock: 'src/stock/index.ts' },
  outputOptions: (options, _format, { cjsDts }) =>
    cjsDts ? options : { ...options, comments: false, keepNames: true },
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
