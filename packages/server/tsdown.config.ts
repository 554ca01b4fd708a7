import { defineConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

export default defineConfig({
  ...library,
  entry: ['src/index.ts', 'src/cli.ts'],
  // The comments stand in the declarations; in the code they would be half of what Node has to read at start.
  outputOptions: { comments: { jsdoc: false } },
});
