import { defineConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

export default defineConfig({
  ...library,
  entry: {
    index: 'src/index.ts',
    register: 'src/register.ts',
    stock: 'src/stock/index.ts',
  },
  // CommonJS for `import` and `require` alike: docs/decisions/0006 says why.
  format: 'cjs',
  // Read at the start of somebody's program: comments stay in the declarations and in the source map.
  outputOptions: (options, _format, { cjsDts }) => (cjsDts ? options : { ...options, comments: false }),
});
