import { attempt } from '@sightglass/errors/browser/internal';
import type { SessionState, SessionStore } from './session.ts';

/** Where sessions are kept: `local` for all tabs of an origin, `session` for one tab and its reloads, `none` for one page. */
export type SessionStorage = 'local' | 'session' | 'none';

const KEY = 'sightglass.session';

/**
 * A store; where the browser does not let us, or there is none as in workers, it lasts as long as the page.
 *
 * @param given the session of a store in which there is no other
 */
export function createSessionStore(kind: SessionStorage, given?: SessionState): SessionStore {
  // Only when it is needed: the first look waits for another process.
  const storageOf = (): Storage | undefined =>
    attempt(() => (kind === 'none' ? undefined : globalThis[`${kind}Storage`]));
  let kept: SessionState | undefined;
  return {
    isShared: () => kind === 'local' && storageOf() !== undefined,
    read() {
      const storage = storageOf();
      return storage ? attempt(() => stateOf(storage.getItem(KEY))) : (kept ?? given);
    },
    heard: (event) =>
      event instanceof StorageEvent && event.key === KEY ? attempt(() => stateOf(event.newValue)) : undefined,
    write(state) {
      kept = state;
      const storage = storageOf();
      attempt(() => (state ? storage?.setItem(KEY, JSON.stringify(state)) : storage?.removeItem(KEY)));
    },
  };
}

/** @throws where it is none, as after somebody else wrote there */
function stateOf(text: string | null): SessionState | undefined {
  const state: SessionState = { pages: 0, errors: 0, ...JSON.parse(text ?? '{}') };
  return state.id && state.start && state.seen ? state : undefined;
}
