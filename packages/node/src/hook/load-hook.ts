import { readFileSync } from 'node:fs';
import Module from 'node:module';
import type { LoadFnOutput, LoadHookContext } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { ModuleFormat } from './patch.ts';
import type { ChangeSource } from './patcher.ts';

/** Through Node's synchronous hooks, in this thread: `module.register` costs a thread and 76 to 220 ms of start. */
export function hookLoad(change: ChangeSource): () => void {
  const hooks = Module.registerHooks({
    load: (url, context: LoadHookContext, next): LoadFnOutput => {
      const loaded = next(url, context);
      // Nearly every file of a program ends here.
      if (!url.includes('/node_modules/') || !url.startsWith('file:')) return loaded;
      const { format } = loaded;
      if (!isModuleFormat(format) && format !== undefined && format !== null) return loaded;
      const path = fileURLToPath(url);
      // CommonJS may come without its source: then Node would read the file after the hooks.
      const read = (): string => textOf(loaded.source) ?? readFileSync(path, 'utf8');
      const source = change(path, read, isModuleFormat(format) ? format : undefined);
      return source === undefined ? loaded : { ...loaded, source };
    },
  });
  return () => hooks.deregister();
}

function isModuleFormat(format: string | null | undefined): format is ModuleFormat {
  return format === 'commonjs' || format === 'module';
}

function textOf(source: LoadFnOutput['source']): string | undefined {
  return source === undefined || source === null || typeof source === 'string'
    ? (source ?? undefined)
    : new TextDecoder().decode(source);
}
