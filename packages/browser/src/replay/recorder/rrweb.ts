import { record } from '@rrweb/record';
import type { eventWithTime, IMirror } from '@rrweb/types';
import type { ResolvedReplayOptions } from '../options.ts';
import { isDocument } from './tree.ts';

/** Nodes that the recorder counts as known and passes over. */
const LEFT_OUT = -2;

/** What rrweb is given, and tells. */
export interface RrwebHooks {
  readonly onEvent: (event: eventWithTime) => void;
  /** Called with the number of changes that a mutation observer has for rrweb, and how to hand them to it. */
  readonly onMutations: (count: number, run: () => void) => void;
  readonly onError: (error: unknown) => void;
  /** Selector of what is left out. */
  readonly blocked: string;
  /** Whether a document in a frame is left out. */
  readonly isLeftOut: (frame: Document) => boolean;
}

let current: RrwebHooks | undefined;

/** Nodes by the ids that stand in the events. */
export const mirror: IMirror<Node> = record.mirror;

// A blocked frame's document would be recorded nevertheless, with listeners in it that stay: one that has the id of what is ignored is not.
const add = mirror.add.bind(mirror);
const getId = mirror.getId.bind(mirror);
const hasNode = mirror.hasNode.bind(mirror);
const isLeftOut = (node: Node | null | undefined): boolean =>
  isDocument(node) && node !== document && current?.isLeftOut(node) !== false;
mirror.add = (node, meta): void => {
  if (!isLeftOut(node)) add(node, meta);
};
mirror.getId = (node): number => (isLeftOut(node) ? LEFT_OUT : getId(node));
mirror.hasNode = (node): boolean => isLeftOut(node) || hasNode(node);

/** What hides something is the masks' business, not the recorder's. */
const asIs = (text: string): string => text;

/**
 * Begins with a snapshot, at once. Returns how to end it.
 *
 * Only one at a time: rrweb keeps what it knows in its module.
 */
export function startRrweb({ canvas }: ResolvedReplayOptions, hooks: RrwebHooks): () => void {
  current = hooks;
  const stop = withWatchedObserver(() =>
    record({
      emit: (event: eventWithTime) => current === hooks && hooks.onEvent(event),
      errorHandler: (error: unknown) => {
        hooks.onError(error);
        return true;
      },
      blockSelector: hooks.blocked,
      // What somebody chose is told by the list, not by its options.
      maskInputOptions: { select: true },
      maskInputFn: asIs,
      // Told of the root that all text is to be masked, the recorder does not ask for it at each node.
      maskTextSelector: '*',
      maskTextFn: asIs,
      // Without scripts, comments and most of <meta>.
      slimDOMOptions: 'all',
      recordCanvas: canvas > 0,
      sampling: { scroll: 150, mousemove: 100, canvas },
      dataURLOptions: { type: 'image/webp', quality: 0.4 },
    }),
  );
  return () => {
    current = undefined;
    stop?.();
    // It would keep every node that it has ever seen.
    mirror.reset();
  };
}

/** A further snapshot of the page as it is. */
export function takeSnapshot(): void {
  record.takeFullSnapshot(true);
}

/**
 * rrweb takes the constructor of its mutation observers from the page when it first needs one, and keeps it: for that moment the page has one
 * that tells us of what is observed. It must look native, else rrweb looks for another in a frame of its own, as it does anyway beside zone.js.
 *
 * Likewise with elements: that two of their methods are no getters rrweb 2.1 takes for somebody's change, and makes a frame while the page waits.
 */
function withWatchedObserver<T>(run: () => T): T {
  const { MutationObserver } = globalThis;
  const constructor = new Proxy(MutationObserver, {
    construct: (Native, [callback]: [MutationCallback]) =>
      new Native((changes, observer) => current?.onMutations(changes.length, () => callback(changes, observer))),
  });
  const undo = ['querySelector', 'querySelectorAll'].map((name) => {
    const own = Object.getOwnPropertyDescriptor(Element.prototype, name);
    // Whoever calls it meanwhile gets what it is. A proxy looks native.
    Reflect.defineProperty(Element.prototype, name, { get: new Proxy(() => own?.value, {}) });
    return () => Reflect.defineProperty(Element.prototype, name, own ?? {});
  });
  try {
    Reflect.set(globalThis, 'MutationObserver', { prototype: { constructor } });
    return run();
  } finally {
    globalThis.MutationObserver = MutationObserver;
    for (const back of undo) back();
  }
}
