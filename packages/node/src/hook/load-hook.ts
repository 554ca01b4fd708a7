import { readFileSync } from 'node:fs';
import { Module } from 'node:module';
import type { LoadFnOutput, LoadHookContext } from 'node:module';
import { fileURLToPath } from 'node:url';
import { hookCompile } from './compile-hook.ts';
import { moduleOf } from './package-file.ts';
import type { ModuleFormat } from './patch.ts';
import type { ChangeSource } from './patcher.ts';

/**
 * Import-in-the-middle has Node read CommonJS past the hooks. So do readers of `.js` files that others bring, as tsx does. Where either
 * is there, the compiler is hooked too; not for all, because it shows in the stack of what a file throws while it is loaded.
 */
const PAST_HOOKS = '/node_modules/import-in-the-middle/';

/**
 * Through Node's synchronous hooks, in this thread: `module.register` costs a thread and 76 to 220 ms of start.
 *
 * @param isListed whether anything of that package is to be changed
 */
export function hookLoad(change: ChangeSource, isListed: (module: string) => boolean): () => void {
  const readers: Record<string, unknown> = Reflect.get(Module, '_extensions');
  const ownReader = readers['.js'];
  const changedHere = new Map<string, string>();
  let unhookCompile: (() => void) | undefined;

  const mayBeListed = (url: string): boolean => {
    const module = moduleOf(url);
    // A name that is written in another way than in a path is told from the path.
    return module !== undefined && (isListed(module) || module.includes('%'));
  };
  const hooks = Module.registerHooks({
    load: (url, context: LoadHookContext, next): LoadFnOutput => {
      const loaded = next(url, context);
      if (readers['.js'] !== ownReader || url.includes(PAST_HOOKS)) {
        unhookCompile ??= hookCompile(unless(changedHere, change));
      }
      // Nearly every file of a program ends here.
      if (!url.startsWith('file:') || !mayBeListed(url)) return loaded;
      // What another hook puts before a library, as import-in-the-middle does, has the library's address with a question behind it.
      if (url.includes('?')) return loaded;
      const { format } = loaded;
      if (!isModuleFormat(format) && format !== undefined && format !== null) return loaded;
      const path = fileURLToPath(url);
      // CommonJS may come without its source: then Node would read the file after the hooks.
      const read = (): string => textOf(loaded.source) ?? readFileSync(path, 'utf8');
      const source = change(path, read, isModuleFormat(format) ? format : undefined);
      if (source === undefined) return loaded;
      changedHere.set(path, source);
      return { ...loaded, source };
    },
  });
  return () => {
    hooks.deregister();
    unhookCompile?.();
  };
}

/** Changes what was not changed on its way to the compiler. */
function unless(changed: ReadonlyMap<string, string>, change: ChangeSource): ChangeSource {
  return (path, read, format) => (changed.get(path) === read() ? undefined : change(path, read, format));
}

function isModuleFormat(format: string | null | undefined): format is ModuleFormat {
  return format === 'commonjs' || format === 'module';
}

function textOf(source: LoadFnOutput['source']): string | undefined {
  return source === undefined || source === null || typeof source === 'string'
    ? (source ?? undefined)
    : new TextDecoder().decode(source);
}
