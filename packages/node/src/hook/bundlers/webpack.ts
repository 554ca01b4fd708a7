import { fileURLToPath } from 'node:url';
import { AGENT, createFilePatcher, LISTED_LIBRARIES } from './patch-file.ts';

/** What the plugin needs of webpack, so that its types are not needed to read ours. */
interface Compiler {
  readonly options: { readonly module: { readonly rules: unknown[] } };
  readonly webpack: { readonly ExternalsPlugin: new (type: 'node-commonjs', externals: RegExp) => WebpackPlugin };
}

/** A plugin of webpack and Rspack. */
export interface WebpackPlugin {
  apply(compiler: Compiler): void;
}

/**
 * Lets the agent see libraries that webpack puts into the bundle. Everything else is left alone, and the agent itself stays
 * outside. The bundle is started as any program: `node --import @sightglass/node/register bundle.js`.
 */
export function sightglass(): WebpackPlugin {
  return {
    apply(compiler) {
      new compiler.webpack.ExternalsPlugin('node-commonjs', AGENT).apply(compiler);
      compiler.options.module.rules.push({
        test: LISTED_LIBRARIES,
        enforce: 'pre',
        use: [{ loader: fileURLToPath(import.meta.url) }],
      });
    },
  };
}

interface LoaderContext {
  readonly resourcePath: string;
  emitWarning(warning: Error): void;
  callback(error: null, source: string, ...more: unknown[]): void;
}

const patch: ReturnType<typeof createFilePatcher> = createFilePatcher();

/** The loader that the plugin names: webpack asks for it by the path of this file. */
function patchLibrary(this: LoaderContext, source: string, ...more: unknown[]): void {
  const { source: patched, warnings } = patch(this.resourcePath, () => source);
  for (const warning of warnings) this.emitWarning(new Error(warning));
  this.callback(null, patched ?? source, ...more);
}

export default patchLibrary;
