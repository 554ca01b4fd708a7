import { AGENT, createFilePatcher, LISTED_LIBRARIES } from './patch-file.ts';

/** What the plugin needs of the bundler while it transforms. */
interface TransformContext {
  warn(message: string): void;
}

/** A plugin of Rolldown, Rollup and Vite. */
export interface RolldownPlugin {
  readonly name: string;
  /** Before whatever turns CommonJS into ES modules. */
  readonly enforce: 'pre';
  readonly resolveId: {
    readonly order: 'pre';
    readonly filter: { readonly id: RegExp };
    handler(id: string): { id: string; external: true } | undefined;
  };
  readonly transform: {
    readonly order: 'pre';
    readonly filter: { readonly id: RegExp };
    handler(this: TransformContext, code: string, id: string): { code: string; map: null } | undefined;
  };
}

/**
 * Lets the agent see libraries that Rolldown, Rollup or Vite puts into the bundle. Everything else is left alone, and the agent itself stays
 * outside. The bundle is started as any program: `node --import @sightglass/node/register bundle.js`.
 */
export function sightglass(): RolldownPlugin {
  const patch = createFilePatcher();
  return {
    name: 'sightglass',
    enforce: 'pre',
    resolveId: {
      order: 'pre',
      filter: { id: AGENT },
      // Versions of these bundlers that know no filter ask about everything.
      handler: (id) => (AGENT.test(id) ? { id, external: true } : undefined),
    },
    transform: {
      order: 'pre',
      filter: { id: LISTED_LIBRARIES },
      handler(code, id) {
        // What a plugin makes up for a file, as Rollup's for CommonJS does, bears the file's name behind this sign.
        if (id.startsWith('\0')) return undefined;
        const { source, warnings } = patch(id.replace(/[?#].*$/s, ''), () => code);
        for (const warning of warnings) this.warn(warning);
        // No map of its own: all lines stay where they were.
        return source === undefined ? undefined : { code: source, map: null };
      },
    },
  };
}
