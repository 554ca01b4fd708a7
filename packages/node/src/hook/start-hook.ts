import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Module } from 'node:module';
import { diag } from '@opentelemetry/api';
import { hookCompile } from './compile-hook.ts';
import { hookLoad } from './load-hook.ts';
import { moduleOf } from './package-file.ts';
import type { Patch } from './patch.ts';
import { createPatcher } from './patcher.ts';
import type { ChangeSource } from './patcher.ts';
import { FAULT_CHANNEL } from './transforms.ts';

/**
 * Changes files of libraries as they are loaded, by `import` and `require` alike, in this thread. A file that is not listed costs
 * one search in its address; a patch that fails leaves its file as it is and tells `diag`.
 *
 * @returns what takes the hook back; what is loaded by then stays changed, and silent without listeners.
 */
export function startHook(patches: readonly Patch[]): () => void {
  const patcher = createPatcher(patches, (what) => diag.info(what));
  const change: ChangeSource = (path, read, format) => {
    try {
      const found = patcher.patchesFor(path);
      return found?.apply(read(), format ?? found.format);
    } catch (error) {
      diag.warn(`${path} is left as it is: its patch failed`, error);
      return undefined;
    }
  };
  tellLoaded(patches);
  subscribe(FAULT_CHANNEL, tellFault);
  const unhook = install(change, (module) => patcher.isListed(module));
  return () => {
    unhook();
    unsubscribe(FAULT_CHANNEL, tellFault);
  };
}

function install(change: ChangeSource, isListed: (module: string) => boolean): () => void {
  try {
    return leavesCommonJsAlone(process.versions.node) ? hookLoad(change, isListed) : hookCompile(change);
  } catch (error) {
    // Jest's, for one: it loads what is tested by itself, and lets nobody in.
    diag.info('this module system takes no hooks: libraries that publish on no channel are not seen', error);
    return () => {};
  }
}

/**
 * Whether hooks for loading leave the CommonJS of a program as it is. In others, 22.15 to 22.22.2 and 24.0 to 24.11.0 among them, any such
 * hook takes `require.cache` and `require.extensions` from every CommonJS file that is reached by `import` or preloaded by
 * `--import`, and breaks some `require` of ES modules: https://github.com/nodejs/node/pull/59929
 */
export function leavesCommonJsAlone(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  if (major === 22) return minor > 22 || (minor === 22 && patch >= 3);
  if (major === 24) return minor > 11 || (minor === 11 && patch >= 1);
  return major === 25 ? minor >= 1 : major > 25;
}

/** What was loaded before the agent stays unseen; `import`ed modules cannot be listed, `require`d ones can. */
function tellLoaded(patches: readonly Patch[]): void {
  const listed = new Set(patches.map(({ module }) => module));
  const cache: object = Reflect.get(Module, '_cache') ?? {};
  const early = new Set(Object.keys(cache).flatMap((path) => moduleOf(path) ?? []));
  const names = [...early].filter((name) => listed.has(name));
  if (names.length === 0) return;
  diag.warn(`loaded before the agent, so not seen: ${names.join(', ')}; start with --import @sightglass/node/register`);
}

function tellFault(message: unknown): void {
  diag.warn('a library is not seen: it is not as its patch expects', message);
}
