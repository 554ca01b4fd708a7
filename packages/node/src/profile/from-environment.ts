import { isMainThread } from 'node:worker_threads';
import { diag } from '@opentelemetry/api';
import { guarded } from '../capture/guarded.ts';
import { choiceFrom, positiveFrom } from '../config/environment.ts';
import { DEFAULT_SECONDS, MAX_SECONDS, takeProfile } from './profile.ts';
import type { Taking } from './profile.ts';

/** Signals that may ask for profiles. SIGUSR1 is Node's own, for its debugger. */
const SIGNALS = { sigusr2: 'SIGUSR2', sighup: 'SIGHUP' } as const;

/**
 * Takes the profile that `SIGHTGLASS_PROFILE` (`cpu` or `heap`) asks for: from now on for `SIGHTGLASS_PROFILE_SECONDS`, or,
 * with `SIGHTGLASS_PROFILE_SIGNAL`, whenever that signal comes; the same signal again ends it early. What is being taken when
 * the process ends is written then. Listeners of the program's own for that signal are called as before.
 *
 * @returns what ends it.
 */
export function startProfileFromEnvironment(): () => void {
  const kind = choiceFrom('SIGHTGLASS_PROFILE', ['off', 'cpu', 'heap'], 'off');
  if (kind === 'off' || !isMainThread) return () => {};
  const seconds = Math.min(positiveFrom('SIGHTGLASS_PROFILE_SECONDS', DEFAULT_SECONDS), MAX_SECONDS);
  const signal = choiceFrom('SIGHTGLASS_PROFILE_SIGNAL', ['none', 'sigusr2', 'sighup'], 'none');

  /** What is being taken or written. */
  const all = new Set<Taking>();
  const begin = (): void => {
    const taking = takeProfile(kind, seconds);
    if (taking === undefined) return;
    all.add(taking);
    void taking.taken.then((taken) => {
      all.delete(taking);
      if (taken !== undefined) diag.info(`profile written to ${taken.file}`);
    });
  };
  const onSignal = guarded('a profile by signal', () => {
    const taking = [...all].find((one) => one.isRunning());
    if (taking === undefined) begin();
    else taking.finish();
  });
  const onExit = guarded('a profile at the end', () => {
    for (const taking of all) taking.finishNow();
  });
  process.on('exit', onExit);
  if (signal === 'none') begin();
  else process.on(SIGNALS[signal], onSignal);
  return () => {
    process.removeListener('exit', onExit);
    if (signal !== 'none') process.removeListener(SIGNALS[signal], onSignal);
    for (const taking of all) taking.finish();
  };
}
