import { defineConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';
import { BUNDLED } from './bundled.mjs';

export default defineConfig({
  ...library,
  entry: ['src/index.ts', 'src/cli.ts'],
  // Our other packages from their sources: what of them is not used is left out.
  inputOptions: { resolve: { conditionNames: ['@sightglass/source', 'node', 'import', 'default'] } },
  deps: {
    // As their own 600 files they would take 9 MB more for as long as the server runs: most of what is in them nobody calls.
    alwaysBundle: [...BUNDLED.map((name) => new RegExp(`^${name}(/|$)`)), /^@sightglass\//],
    dts: { alwaysBundle: () => false },
    // Another one stops the build: it must be named, for its licence's sake.
    onlyBundle: [...BUNDLED, /^@sightglass\//],
  },
  // Comments stand in the declarations; in the code they would be half of what Node has to read at start.
  outputOptions: { comments: false },
});
