import { defineConfig } from 'tsdown';
import type { UserConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

const agent: UserConfig = {
  ...library,
  entry: ['src/index.ts', 'src/register.ts'],
  // CommonJS for `import` and `require` alike: docs/decisions/0006 says why.
  format: 'cjs',
  // Read at the start of somebody's program: comments stay in the declarations and in the source map.
  outputOptions: (options, _format, { cjsDts }) => (cjsDts ? options : { ...options, comments: false }),
};

const bundlers: UserConfig = {
  ...agent,
  entry: Object.fromEntries(['esbuild', 'rolldown', 'webpack'].map((name) => [name, `src/hook/bundlers/${name}.ts`])),
  // The loader of webpack is the default export beside its plugin.
  outputOptions: (options, _format, { cjsDts }) =>
    cjsDts ? options : { ...options, comments: false, exports: 'named' },
};

// Built apart: the agent must not load what they share with it from a file of its own.
export default defineConfig([agent, bundlers]);
