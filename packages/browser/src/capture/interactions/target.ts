import { cut, pathOf } from '@sightglass/errors/browser/internal';

/** What is made to be clicked. */
const ACTIONABLE =
  'a[href],button,summary,[onclick],input[type=button],input[type=submit],input[type=reset],input[type=image],[role=button],[role=link],[role=tab],[role=menuitem],[role=option],[role=switch],[role=checkbox],[role=radio]';
/** What answers a click by itself, in ways that cannot be seen from outside, or says that it does nothing. */
const ANSWERS_BY_ITSELF =
  'input:not([type=button],[type=submit],[type=reset],[type=image]),textarea,select,option,label,video,audio,canvas,iframe,embed,object,[contenteditable]:not([contenteditable=false]),[download],[aria-disabled=true]';
const PRIVACY = '[data-sightglass-mask],[data-sightglass-block],[data-sightglass-allow]';
const MAX_NAME = 64;

/** What somebody clicked on. */
export interface Target {
  /** The element that was hit. */
  readonly element: Element;
  /** Its place in the page, by tags, ids and classes. */
  readonly path: string;
  /** What it is called, where that may be told. */
  readonly name: string | undefined;
  /** The same, or what is told instead. */
  readonly label: string;
  /** The link that it lies in. */
  readonly link: HTMLAnchorElement | undefined;
  /** The field of the label that it lies in. */
  readonly labelled: Element | undefined;
  /** Whether somebody who clicks there can count on something to happen that can be seen. */
  readonly isPromising: boolean;
  /** Whether it is written into, or selects text when it is clicked often. */
  readonly isField: boolean;
}

/**
 * Reads what was clicked.
 *
 * @param way from the element outwards, also out of shadow roots.
 * @param isTextAllowed whether the element's own text may be told, where nothing in the page says otherwise.
 */
export function readTarget(way: readonly EventTarget[], isTextAllowed: boolean): Target | undefined {
  const elements = way.filter((one) => one instanceof Element);
  const [element] = elements;
  if (!element) return undefined;
  const nearest = (selector: string): Element | undefined => elements.find((one) => one.matches(selector));
  const action = nearest(ACTIONABLE);
  const widget = action ?? element;
  const named = nearest('[data-sightglass-name]')?.getAttribute('data-sightglass-name');
  const isAllowed = nearest(PRIVACY)?.hasAttribute('data-sightglass-allow') ?? isTextAllowed;
  const name = named ?? (isAllowed ? textOf(widget) : undefined);
  const link = elements.find((one) => one instanceof HTMLAnchorElement);
  const isField = nearest(ANSWERS_BY_ITSELF) !== undefined;
  return {
    element,
    path: pathOf(element),
    name,
    label: name ?? (widget.getAttribute('id') || widget.localName),
    link,
    labelled: elements.find((one) => one instanceof HTMLLabelElement)?.control ?? undefined,
    isPromising:
      !isField &&
      !isElsewhere(link) &&
      !elements.some(isClosed) &&
      !mayDraw() &&
      (action !== undefined || looksClickable(element)),
    isField,
  };
}

/** Whether a link leads where nothing of it can be seen: into another window, or another program. */
function isElsewhere(link: HTMLAnchorElement | undefined): boolean {
  if (!link) return false;
  return !/^(?:https?|javascript):$/.test(link.protocol) || !/^(?:_self)?$/.test(link.target);
}

/** Of what is drawn on a canvas, or happens in another document, nothing can be seen from outside. */
function mayDraw(): boolean {
  return [...document.querySelectorAll('canvas,iframe,embed,object')].some(({ clientHeight }) => clientHeight > 1);
}

/** A component whose inside may be hidden from us. */
function isClosed({ localName, shadowRoot }: Element): boolean {
  return !shadowRoot && localName.includes('-') && customElements.get(localName) !== undefined;
}

function looksClickable(element: Element): boolean {
  return getComputedStyle(element).cursor === 'pointer';
}

function textOf(element: Element): string | undefined {
  const text = element.getAttribute('aria-label') ?? element.textContent ?? '';
  return cut(text.slice(0, 1024).trim().replaceAll(/\s+/g, ' '), MAX_NAME) || undefined;
}
