import { readFileSync } from 'node:fs';
import { AGENT, createFilePatcher, LISTED_LIBRARIES } from './patch-file.ts';

/** What the plugin needs of esbuild, so that its types are not needed to read ours. */
interface Build {
  onResolve(options: { filter: RegExp }, resolve: (asked: { path: string }) => { path: string; external: true }): void;
  onLoad(options: { filter: RegExp; namespace: string }, load: (file: { path: string }) => Loaded): void;
}
interface Loaded {
  readonly contents?: string;
  readonly loader?: 'js';
  readonly warnings: { text: string }[];
}

/** A plugin of esbuild. */
export interface EsbuildPlugin {
  readonly name: string;
  setup(build: Build): void;
}

/**
 * Lets the agent see libraries that esbuild puts into the bundle. Everything else is left alone, and the agent itself stays
 * outside. The bundle is started as any program: `node --import @sightglass/node/register bundle.js`.
 */
export function sightglass(): EsbuildPlugin {
  return {
    name: 'sightglass',
    setup(build) {
      const patch = createFilePatcher();
      build.onResolve({ filter: AGENT }, ({ path }) => ({ path, external: true }));
      build.onLoad({ filter: LISTED_LIBRARIES, namespace: 'file' }, ({ path }) => {
        const { source, warnings } = patch(path, () => readFileSync(path, 'utf8'));
        const told = { warnings: warnings.map((text) => ({ text })) };
        return source === undefined ? told : { ...told, contents: source, loader: 'js' };
      });
    },
  };
}
