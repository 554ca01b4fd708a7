import { diag } from '@opentelemetry/api';
import { register, supportsSyncHooks } from 'import-in-the-middle/register-hooks.mjs';

/** Libraries whose captures wrap what they export; all others publish on channels or are part of Node. */
const WRAPPED_LIBRARIES = ['express', 'pg', 'pg-pool'];

/**
 * Lets `import` of the wrapped libraries pass through the captures as `require` does. Runs in this thread; every other
 * module is left alone.
 */
export function registerEsmHooks(): void {
  if (supportsSyncHooks()) {
    register({ include: WRAPPED_LIBRARIES });
    return;
  }
  // The other way, module.register, costs a thread and 76 to 220 ms of every start: not for these few versions.
  const names = WRAPPED_LIBRARIES.join(', ');
  diag.warn(
    `${names} are only captured through require() on Node ${process.version}; 22.22.3, 24.11.1 or later lifts this`,
  );
}
