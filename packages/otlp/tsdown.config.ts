import { defineConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

export default defineConfig({
  ...library,
  entry: ['src/index.ts', 'src/browser/index.ts', 'src/node/index.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  outputOptions: { comments: { jsdoc: false } },
});
