import { defineConfig } from 'tsdown';
import { library } from '../../tsdown.base.ts';

export default defineConfig([
  {
    ...library,
    platform: 'browser',
    entry: {
      index: 'src/index.ts',
      core: 'src/core.ts',
      react: 'src/react/index.ts',
      vue: 'src/vue/index.ts',
      replay: 'src/replay/recorder/start-recorder.ts',
      'replay-worker': 'src/replay/recorder/worker-file.ts',
    },
    // A file a module: what a page does not use its bundler leaves out, also where web-vitals does something when it is loaded.
    unbundle: true,
    outputOptions: { comments: { jsdoc: false } },
  },
]);
