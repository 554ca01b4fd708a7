import type { Capturer } from '../tracker.ts';

/** Listens to an event until the tracker stops. Listeners stand in the capture phase, where nobody can stop an event before. */
export function listen(tracker: Capturer, target: EventTarget, type: string, run: (event: Event) => void): void {
  const listener = tracker.guarded(run);
  target.addEventListener(type, listener, true);
  tracker.onStop(() => target.removeEventListener(type, listener, true));
}

/**
 * Called before the native function, with what it is given, which may be changed in place; what it returns is called with the result, and may
 * return another to give in its place.
 */
type Before = (given: unknown[], self: unknown) => ((result: unknown) => unknown) | void;

/**
 * Lets `before` see each call of a function of the browser, which is called as it was, with what it was given; until the tracker stops. A proxy:
 * its name, length, fields and text are those of the native function.
 */
export function wrap(
  { guarded, onStop }: Pick<Capturer, 'guarded' | 'onStop'>,
  owner: object,
  name: string,
  before: Before,
): void {
  const native: unknown = Reflect.get(owner, name);
  if (typeof native !== 'function') return;
  const see = guarded(before);
  let isOn = true;
  let isBusy = false;
  const wrapped: unknown = new Proxy(native, {
    apply: (target, self, given) => {
      const isSeen = isOn && !isBusy;
      // What is looked at may call the function itself, again and again.
      isBusy = true;
      const after = isSeen ? see(given, self) : undefined;
      isBusy = !isSeen;
      const result: unknown = Reflect.apply(target, self, given);
      return (after && guarded(after)(result)) ?? result;
    },
  });
  Reflect.set(owner, name, wrapped);
  onStop(() => {
    isOn = false;
    // Somebody may have wrapped it again: then ours stays below, and does nothing.
    if (Reflect.get(owner, name) === wrapped) Reflect.set(owner, name, native);
  });
}
