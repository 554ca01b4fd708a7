import { guarded } from '../guarded.ts';

export type Listener = (message: unknown) => void;

/** A listener that is made at its first message: what reads lines is in a file of its own, which programs without that logger never load. */
export function createLateListener(what: string, make: () => Listener): Listener {
  let listener: Listener | undefined;
  return guarded(what, (message: unknown) => {
    if (listener === undefined) {
      // Where it cannot be made it is not tried again at each line.
      listener = () => {};
      listener = make();
    }
    listener(message);
  });
}
