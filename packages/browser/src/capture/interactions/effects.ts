import type { Page } from '../../capture.ts';
import { wrap } from '../../page/wrap.ts';

/** What a page tells when something happens in it. */
const EVENTS =
  'scroll input change invalid submit reset toggle copy cut paste play pause popstate hashchange fullscreenchange dragstart visibilitychange';
/** Shadow roots are looked for in as many elements. */
const MAX_ELEMENTS = 5000;
const MAX_FIELDS = 200;

/** Sees whether anything happens in the page, while somebody wants to know. */
export interface Effects {
  /** Looks for so long, beginning now. */
  look(ms: number): void;
  /** Performance time of the last that was seen. */
  last(): number;
  /** Says that something happens. */
  note(): void;
}

/** Sees effects; `noticed` is called at each. */
export function watchEffects(page: Page, noticed: () => void): Effects {
  let last = 0;
  let until = 0;
  let pressed: Node | undefined;
  let fields = '';
  const isLooking = (): boolean => performance.now() < until;
  const note = (): void => {
    last = performance.now();
    noticed();
  };
  const observer = new MutationObserver(page.guarded(note));
  page.onStop(() => observer.disconnect());

  const look = (ms: number): void => {
    const wasLooking = isLooking();
    until = Math.max(until, performance.now() + ms);
    page.after(ms, () => {
      if (!isLooking()) observer.disconnect();
    });
    fields = valuesOfFields();
    if (wasLooking) return;
    for (const root of [document, ...shadowRoots()])
      observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
  };
  const on = (target: EventTarget, types: string, run: (event: Event) => void): void => {
    for (const type of types.split(' ')) page.listen(target, type, run);
  };

  on(globalThis, EVENTS, note);
  on(globalThis, 'pointerdown', ({ target }) => {
    pressed = target instanceof Node ? target : undefined;
  });
  // That what is pressed gets the focus is no answer; that something else does, is.
  on(globalThis, 'focusin', ({ target }) => {
    if (target instanceof Node && !pressed?.contains(target) && !(pressed && target.contains(pressed))) note();
  });
  // The window's own: of elements it is told, too.
  on(globalThis, 'blur', ({ target }) => target === globalThis && note());
  if ('navigation' in globalThis) on(navigation, 'navigate', note);
  page.on('view', note);
  page.on('call', note);
  // What cannot be seen in the document: dialogs, windows, the clipboard, sounds, messages.
  const calls: [owner: object | undefined, names: string][] = [
    [globalThis, 'open alert confirm prompt print'],
    [navigator.clipboard, 'write writeText'],
    [navigator, 'sendBeacon share'],
    [HTMLMediaElement.prototype, 'play'],
    [WebSocket.prototype, 'send'],
  ];
  for (const [owner, names] of calls)
    for (const name of names.split(' ')) if (owner && name in owner) wrap(page, owner, name, note);

  return {
    look,
    note,
    last() {
      // Of a value that a program sets nothing is told, nor of what it animates.
      if (isLooking() && (fields !== valuesOfFields() || document.getAnimations().some(isScripted))) note();
      return last;
    },
  };
}

/** Those of style sheets follow from what changes in the document, or from the pointer alone. */
function isScripted(animation: Animation): boolean {
  return Object.getPrototypeOf(animation) === Animation.prototype && animation.playState === 'running';
}

/** What is written and chosen in the page, to be compared. */
function valuesOfFields(): string {
  const values: unknown[] = [];
  for (const field of [...document.querySelectorAll('input,textarea,select')].slice(0, MAX_FIELDS))
    values.push(Reflect.get(field, 'value'), Reflect.get(field, 'checked'));
  return values.join('|');
}

/** Of the components of a page: what changes in them the document is not told. */
function shadowRoots(): ShadowRoot[] {
  const roots: ShadowRoot[] = [];
  const all = document.getElementsByTagName('*');
  // By number, which is five times as quick as one after another.
  for (let at = 0; at < MAX_ELEMENTS; at++) {
    const element = all[at];
    if (!element) break;
    if (element.shadowRoot) roots.push(element.shadowRoot);
  }
  return roots;
}
