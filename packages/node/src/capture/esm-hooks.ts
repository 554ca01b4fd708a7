import { createRequire } from 'node:module';
import { diag } from '@opentelemetry/api';
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
  if (hooks.supportsSyncHooks()) hooks.register({ include: WRAPPED_LIBRARIES });
  // The other way, module.register, costs a thread and 76 to 220 ms of every start: not for these few versions.
  else diag.warn(`${WRAPPED_LIBRARIES.join(', ')}: import is not captured on Node ${process.version}, only require`);
  return () => {};
}
