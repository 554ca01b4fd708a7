import type { EventEmitter } from 'node:events';

type Listener = (...args: unknown[]) => void;
type Method = (this: unknown, ...args: unknown[]) => unknown;
/** For an event, the bound listener that stands for the one given. */
type Bound = Map<unknown, WeakMap<object, object>>;

const ADDERS = ['addListener', 'on', 'once', 'prependListener', 'prependOnceListener'] as const;
const REMOVERS = ['removeListener', 'off'] as const;

const boundEmitters = new WeakSet<EventEmitter>();

/** Makes every listener that is added from now on a bound one. The first binding of an emitter stays; later ones do nothing. */
export function bindEmitter(emitter: EventEmitter, bind: (listener: Listener) => Listener): void {
  if (boundEmitters.has(emitter)) return;
  boundEmitters.add(emitter);
  const bound: Bound = new Map();
  let isInside = false;
  for (const name of ADDERS) {
    replace(emitter, name, (original) => (self, [event, listener, ...more]) => {
      // `once` calls `on` with a wrapper of its own: that one is not bound again, else it could not be removed.
      if (isInside || !isListener(listener)) return Reflect.apply(original, self, [event, listener, ...more]);
      const stand = bind(listener);
      let ofEvent = bound.get(event);
      if (ofEvent === undefined) bound.set(event, (ofEvent = new WeakMap()));
      ofEvent.set(listener, stand);
      isInside = true;
      try {
        return Reflect.apply(original, self, [event, stand, ...more]);
      } finally {
        isInside = false;
      }
    });
  }
  for (const name of REMOVERS) {
    replace(emitter, name, (original) => (self, [event, listener, ...more]) => {
      const stand = isListener(listener) ? bound.get(event)?.get(listener) : undefined;
      return Reflect.apply(original, self, [event, stand ?? listener, ...more]);
    });
  }
  replace(emitter, 'removeAllListeners', (original) => (self, args) => {
    if (args.length === 0) bound.clear();
    else bound.delete(args[0]);
    return Reflect.apply(original, self, args);
  });
}

function replace(
  emitter: EventEmitter,
  name: (typeof ADDERS)[number] | (typeof REMOVERS)[number] | 'removeAllListeners',
  make: (original: Method) => (self: unknown, args: unknown[]) => unknown,
): void {
  const original: unknown = emitter[name];
  if (!isListener(original)) return;
  const run = make(original);
  Reflect.set(emitter, name, function (this: unknown, ...args: unknown[]) {
    return run(this, args);
  });
}

function isListener(value: unknown): value is Listener {
  return typeof value === 'function';
}
