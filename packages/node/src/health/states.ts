/** What a check can find: `degraded` works, but not as it should. */
export type HealthState = 'up' | 'degraded' | 'down';

/** In the order in which they are told. */
export const HEALTH_STATES: readonly HealthState[] = ['up', 'degraded', 'down'];

/** What a run of a check found. */
export interface Finding {
  readonly state: HealthState;
  /** Why, in a sentence: goes to the log record alone, never to whoever asks over HTTP. */
  readonly reason: string | undefined;
  /** The name of the error, where one was thrown. */
  readonly errorType: string | undefined;
  /** How long it took, in milliseconds. */
  readonly durationMs: number;
}

/** As long as a reason may be. */
const MAX_REASON = 1024;

/** What an answer of a check's function says: nothing, or `true`, is up. */
export function findingOf(answer: unknown, durationMs: number): Finding {
  if (typeof answer === 'object' && answer !== null && 'state' in answer) {
    const reason =
      'reason' in answer && typeof answer.reason === 'string' ? answer.reason.slice(0, MAX_REASON) : undefined;
    return { ...findingOf(answer.state, durationMs), reason };
  }
  const said = HEALTH_STATES.find((state) => state === answer);
  const state = said ?? (answer === false ? 'down' : 'up');
  return { state, reason: undefined, errorType: undefined, durationMs };
}

/** What an error says: down. */
export function findingOfError(error: unknown, durationMs: number): Finding {
  const isError = error instanceof Error;
  const reason = (isError ? error.message : String(error)).slice(0, MAX_REASON);
  return { state: 'down', reason, errorType: isError ? error.name : '_OTHER', durationMs };
}
