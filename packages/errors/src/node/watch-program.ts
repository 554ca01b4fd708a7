import type { Capturer } from '../tracker.ts';
import { watchConsole } from './console.ts';
import { watchRequests } from './requests.ts';
import { watchUncaught } from './uncaught.ts';

/** Captures what nobody catches in this program, and keeps its last steps where they are wanted. */
export function watchProgram(tracker: Capturer, wantsBreadcrumbs: boolean): void {
  watchUncaught(tracker);
  if (!wantsBreadcrumbs) return;
  watchConsole(tracker);
  watchRequests(tracker);
}
