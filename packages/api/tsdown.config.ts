import { defineConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

export default defineConfig({
  ...library,
  entry: ['src/index.ts', 'src/semconv/index.ts', 'src/uuid-v7.ts'],
  format: ['esm', 'cjs'],
  platform: 'neutral',
  // The comments stand in the declarations; in the code they would be four fifths of what Node has to read at start.
  outputOptions: { comments: { jsdoc: false } },
});
