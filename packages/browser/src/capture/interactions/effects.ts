import type { Page } from '../../capture.ts';
import { wrap } from '../../page/wrap.ts';
import { silentState } from './silent.ts';

/** What a page tells when something happens in it. */
const EVENTS =
  'scroll input change invalid submit reset toggle select copy cut paste play pause seeking volumechange ratechange popstate hashchange fullscreenchange dragstart visibilitychange';
/** Shadow roots are looked for in as many elements. */
const MAX_ELEMENTS = 5000;

/** Sees whether anything happens in the page, while somebody wants to know. */
export interface Effects {
  /** Looks for so long, beginning now. */
  look(ms: number): void;
  /** Whether any was seen since a performance time. */
  isSince(time: number): boolean;
  /** Says that something happens. */
  note(): void;
}

/** Sees effects; `noticed` is called at each. */
export function watchEffects(page: Page, noticed: () => void): Effects {
  let last = 0;
  let until = 0;
  let pressed: Node | undefined;
  let state = '';
  let areCallsSeen = false;
  const isLooking = (): boolean => performance.now() < until;
  const note = (): void => {
    last = performance.now();
    noticed();
  };
  const observer = new MutationObserver(page.guarded(note));
  page.onStop(() => observer.disconnect());

  /** Seen only once somebody wants to know: whatever a page calls before, it calls as it is. */
  const seeCalls = (): void => {
    areCallsSeen = true;
    for (const [owner, names] of CALLS())
      for (const name of names.split(' ')) if (owner && name in owner) wrap(page, owner, name, note);
  };
  const look = (ms: number): void => {
    const wasLooking = isLooking();
    until = Math.max(until, performance.now() + ms);
    page.after(ms, () => {
      if (!isLooking()) observer.disconnect();
    });
    state = silentState(pressed);
    if (wasLooking) return;
    if (!areCallsSeen) seeCalls();
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
  return {
    look,
    note,
    isSince(time) {
      // Looked at only where nobody has told of anything: the styles that it asks for have to be computed.
      if (last < time && isLooking() && state !== silentState(pressed)) note();
      return last >= time;
    },
  };
}

/** What cannot be seen in the document: dialogs, windows, files, the clipboard, sounds, movements, messages. */
const CALLS = (): [owner: object | undefined, names: string][] => [
  [globalThis, 'open alert confirm prompt print showOpenFilePicker showSaveFilePicker showDirectoryPicker'],
  // Of an element that is in no document nobody hears: so do programs save files.
  [HTMLElement.prototype, 'click'],
  [URL, 'createObjectURL'],
  [HTMLInputElement.prototype, 'showPicker'],
  [HTMLSelectElement.prototype, 'showPicker'],
  [navigator.clipboard, 'write writeText'],
  [navigator, 'sendBeacon share vibrate'],
  [navigator.geolocation, 'getCurrentPosition watchPosition'],
  [navigator.mediaDevices, 'getUserMedia getDisplayMedia'],
  [globalThis.Notification, 'requestPermission'],
  [HTMLMediaElement.prototype, 'play'],
  [globalThis.AudioScheduledSourceNode?.prototype, 'start'],
  [globalThis.speechSynthesis, 'speak cancel'],
  [Element.prototype, 'animate'],
  [globalThis.Animation?.prototype, 'play pause reverse cancel finish'],
  [globalThis.CSS && CSS.highlights, 'set delete clear'],
  [CSSStyleSheet.prototype, 'replace replaceSync'],
  [WebSocket.prototype, 'send'],
  [globalThis.Worker?.prototype, 'postMessage'],
];

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
