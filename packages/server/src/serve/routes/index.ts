import { makeBackup } from './backups.ts';
import type { Change } from './change.ts';
import { dropKey, makeKey } from './keys.ts';
import { changeProject, dropProject, makeProject } from './projects.ts';
import { signIn, signOut } from './session.ts';
import { changeView, dropView, makeView } from './views.ts';

/** Every route of the API that changes something. */
export function changeRoutes(): readonly Change[] {
  return [
    makeBackup,
    signIn(),
    signOut,
    makeProject,
    changeProject,
    dropProject,
    makeKey,
    dropKey,
    makeView,
    changeView,
    dropView,
  ];
}
