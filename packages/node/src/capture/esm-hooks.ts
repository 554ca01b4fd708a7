import Module, { createRequire } from 'node:module';
import type * as Hooks from 'import-in-the-middle/register-hooks.mjs';

/** Libraries whose captures wrap what they export; all others publish on channels or are part of Node. */
const WRAPPED_LIBRARIES = ['express', 'pg', 'pg-pool'];

/**
 * Lets `import` of the wrapped libraries pass through the captures as `require` does. Runs in this thread; every other
 * module is left alone. Node offers no way to take hooks back; without captures they do nothing.
 */
export function registerEsmHooks(): () => void {
  // Required here and not imported above: a module system that is not Node's own, such as Jest's, refuses to require an ES module, and
  // would refuse the whole agent with it.
  const hooks: typeof Hooks = createRequire(import.meta.url)('import-in-the-middle/register-hooks.mjs');
  if (!hooks.supportsSyncHooks()) return leadThroughRequire();
  hooks.register({ include: WRAPPED_LIBRARIES });
  return () => {};
}

const OF_A_LIBRARY = new RegExp(`[\\\\/]node_modules[\\\\/](?:${WRAPPED_LIBRARIES.join('|')})[\\\\/]`);

type Load = (this: unknown, request: string, parent: unknown, isMain: boolean) => unknown;

/**
 * The way of Node 22.15 to 22.22.2 and 24.0 to 24.11.0, whose synchronous hooks cannot handle CommonJS, which these
 * libraries are. `import` of such a file ends in `Module._load` without a parent, past `require` and the captures that hang
 * there; here it is led through `require` first. What a capture changes, it changes in place, so that the import sees it.
 */
function leadThroughRequire(): () => void {
  const load: Load = Reflect.get(Module, '_load');
  const ours: Load = function (request, parent, isMain) {
    if (parent === undefined && !isMain && OF_A_LIBRARY.test(request)) return createRequire(request)(request);
    return Reflect.apply(load, this, [request, parent, isMain]);
  };
  Reflect.set(Module, '_load', ours);
  return () => {
    if (Reflect.get(Module, '_load') === ours) Reflect.set(Module, '_load', load);
  };
}
