import { keyText, type Key } from './keys.ts';

/** Who is storing what now: a second copy waits for what becomes of the first. */
export interface Claims {
  /** Settles, always well, when whoever stores it is done; undefined while nobody does. */
  holder(key: Key): Promise<void> | undefined;
  /** Claims keys until a promise settles. */
  hold(keys: readonly Key[], until: Promise<void>): void;
}

/** Nobody stores anything yet. */
export function createClaims(): Claims {
  const held = new Map<string, Promise<void>>();
  return {
    holder: (key) => (held.size === 0 ? undefined : held.get(keyText(key))),
    hold(keys, until) {
      const texts = keys.map(keyText);
      const release = (): void => {
        for (const text of texts) held.delete(text);
      };
      const over = until.then(release, release);
      for (const text of texts) held.set(text, over);
    },
  };
}
