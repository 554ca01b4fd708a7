import { Module } from 'node:module';
import type { ModuleFormat } from './patch.ts';
import type { ChangeSource } from './patcher.ts';

type Compile = (this: unknown, content: string, path: string, format?: string) => unknown;

/**
 * Through the compiler of CommonJS, which `require` and `import` of such a file both end in. ES modules pass it only when they are
 * `require`d.
 */
export function hookCompile(change: ChangeSource): () => void {
  const compile: Compile = Reflect.get(Module.prototype, '_compile');
  const ours: Compile = function (content, path, format) {
    const known: ModuleFormat | undefined = format === 'commonjs' || format === 'module' ? format : undefined;
    return Reflect.apply(compile, this, [change(path, () => content, known) ?? content, path, format]);
  };
  Reflect.set(Module.prototype, '_compile', ours);
  return () => {
    // Who came after us keeps calling us: without listeners what we add is silent.
    if (Reflect.get(Module.prototype, '_compile') === ours) Reflect.set(Module.prototype, '_compile', compile);
  };
}
