import { diag } from '@opentelemetry/api';
import { textFrom } from '../config/environment.ts';
import { loadPart } from '../load-part.ts';
import type { RunningProfile } from './index.ts';
import type { ProfileKind, TakenProfile } from './taken-profile.ts';

export interface ProfileOptions {
  /** How long, above 0 and at most 600. @defaultValue 10 */
  seconds?: number;
  /** Ends it early. */
  signal?: AbortSignal;
}

/** Takes profiles of this thread, one at a time. Nothing here throws or rejects. */
export interface Profile {
  /**
   * Samples 99 times a second which function runs.
   *
   * @returns where the profile is, or undefined where none could be taken, which is told through the agent's diagnostics.
   */
  cpu(options?: ProfileOptions): Promise<TakenProfile | undefined>;
  /** Follows allocations, by samples: what was allocated meanwhile and is still in use at the end. Returns as `cpu` does. */
  heap(options?: ProfileOptions): Promise<TakenProfile | undefined>;
}

/** What is running: one a thread, because two at once would measure each other. */
export interface Taking {
  /** Resolves when the profile is written or failed. */
  readonly taken: Promise<TakenProfile | undefined>;
  readonly isRunning: () => boolean;
  /** Ends it early, if it has not ended yet. */
  readonly finish: () => void;
  /** Ends it and writes it without waiting, unless it is written already: for the end of the process. */
  readonly finishNow: () => void;
}

export const DEFAULT_SECONDS = 10;
export const MAX_SECONDS = 600;

let running: Taking | undefined;

/** Begins a profile; undefined where that is not possible. Its timer holds nothing open. */
export function takeProfile(kind: ProfileKind, seconds: number): Taking | undefined {
  if (running !== undefined) {
    diag.warn(`profile.${kind}(): another profile is being taken; wait for its end`);
    return undefined;
  }
  let profile: RunningProfile;
  try {
    profile = loadPart('profile').startProfile(kind, textFrom('SIGHTGLASS_PROFILE_DIR') ?? '.');
  } catch (error) {
    failed(kind, error);
    return undefined;
  }
  let settle = (): void => {};
  const ended = new Promise<void>((resolve) => {
    settle = resolve;
  });
  let isRunning = true;
  const finish = (): void => {
    if (!isRunning) return;
    isRunning = false;
    running = undefined;
    clearTimeout(timer);
    settle();
  };
  const timer = setTimeout(finish, seconds * 1000).unref();
  running = {
    taken: ended.then(() => profile.finish()).catch((error: unknown) => failed(kind, error)),
    isRunning: () => isRunning,
    finish,
    finishNow: () => {
      finish();
      try {
        profile.finishNow();
      } catch (error) {
        failed(kind, error);
      }
    },
  };
  return running;
}

function failed(kind: ProfileKind, error: unknown): undefined {
  diag.error(`the ${kind} profile was not taken`, error);
  return undefined;
}

async function take(
  kind: ProfileKind,
  { seconds = DEFAULT_SECONDS, signal }: ProfileOptions = {},
): Promise<TakenProfile | undefined> {
  if (!(typeof seconds === 'number' && seconds > 0 && seconds <= MAX_SECONDS)) {
    diag.warn(
      `profile.${kind}(): seconds is ${String(seconds)}; give a number above 0 and at most ${MAX_SECONDS}; no profile is taken`,
    );
    return undefined;
  }
  if (signal?.aborted === true) return undefined;
  const taking = takeProfile(kind, seconds);
  if (taking === undefined) return undefined;
  // Whoever waits for a profile wants the program to run until it is there.
  const holdOpen = setInterval(() => {}, MAX_SECONDS * 1000);
  signal?.addEventListener('abort', taking.finish, { once: true });
  return taking.taken.finally(() => {
    clearInterval(holdOpen);
    signal?.removeEventListener('abort', taking.finish);
  });
}

/** Profiles of this program. */
export const profile: Profile = {
  cpu: (options) => take('cpu', options),
  heap: (options) => take('heap', options),
};
