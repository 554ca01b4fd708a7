import { defineConfig, type UserConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

const both: UserConfig = { ...library, format: ['esm', 'cjs'], outputOptions: { comments: { jsdoc: false } } };

// Separate builds: what pages load must not so much as name a module of Node.
export default defineConfig([
  {
    ...both,
    entry: ['src/index.ts', 'src/browser/index.ts', 'src/browser/internal.ts', 'src/stack/index.ts'],
    platform: 'neutral',
  },
  { ...both, entry: { 'node/index': 'src/node/index.ts' }, platform: 'node', clean: false },
  // By itself, so that the public file offers nothing but the public names.
  { ...both, entry: { 'node/internal': 'src/node/internal.ts' }, platform: 'node', clean: false },
]);
