import type { Key } from '../../store/spool/key-set.ts';

/** Who is storing what now: a second copy waits for what becomes of the first. */
export interface Claims {
  /** Settles, always well, when whoever stores it is done; undefined while nobody does. */
  holder(key: Key): Promise<void> | undefined;
  /** Claims keys until a promise settles. */
  hold(keys: readonly Key[], until: Promise<void>): void;
}

/** Nobody stores anything yet. */
export function createClaims(): Claims {
  const held = new Map<Key, Promise<void>>();
  return {
    holder: (key) => held.get(key),
    hold(keys, until) {
      const release = (): void => {
        for (const key of keys) held.delete(key);
      };
      const over = until.then(release, release);
      for (const key of keys) held.set(key, over);
    },
  };
}
