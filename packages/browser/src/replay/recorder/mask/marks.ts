import type { ResolvedReplayOptions } from '../../options.ts';
import { holderOf } from '../tree.ts';

const MEDIA = 'img,picture,video,audio,object,embed,image';

/** Fields that are never shown: what is in them is a secret, or money. */
const SECRET =
  '[type="password"],[data-rr-is-password],[autocomplete*="cc-"],[autocomplete*="password"],[autocomplete="one-time-code"]';

/** What people type into where it is no field. */
const EDITABLE = '[contenteditable]:not([contenteditable="false"])';

/** What a page says about which of its elements may be seen. */
export interface Marks {
  /** Selector of the elements of which only the size is recorded. */
  readonly blocked: string;
  /** Whether an element is shown, its parent being shown or not. */
  isShownIn(element: Element, isParentShown: boolean): boolean;
  /** The same for an element anywhere, also in a shadow tree or frame; one that is in no document is not. */
  isShown(element: Element | null): boolean;
  /** Whether what is typed into a field is shown. */
  isValueShown(field: Element): boolean;
  /** Whether an element is blocked, or lies within one that is. */
  isBlocked(element: Element | null): boolean;
}

/** Reads what options and attributes say. */
export function createMarks({ allow, mask, block, iframes }: ResolvedReplayOptions): Marks {
  const allowed = `:is(${['[data-sightglass-allow]', ...allow].join()})`;
  const masked = `:is(${['[data-sightglass-mask]', EDITABLE, ...mask].join()})`;
  const either = `${allowed},${masked}`;
  const media = iframes ? MEDIA : `${MEDIA},iframe,frame`;
  // Media within something that is shown, unless it is masked again in between, which only the nearest mark would tell: masked wins.
  const shownMedia = `:is(${allowed},${allowed} *):not(${masked},${masked} *):not(iframe,frame)`;
  const blocked = `${['[data-sightglass-block]', ...block].join()},:is(${media}):not(${shownMedia})`;

  const nearest = (element: Element | null, selector: string): Element | null => {
    let found: Element | null = null;
    for (let at: Element | null = element; at && !found; at = holderOf(at)) found = at.closest(selector);
    return found;
  };
  const isShownIn = (element: Element, isParentShown: boolean): boolean =>
    element.matches(either) ? element.matches(allowed) : isParentShown;
  return {
    blocked,
    isShownIn,
    isShown(element) {
      const mark = nearest(element, either);
      return mark?.isConnected === true && isShownIn(mark, false);
    },
    isValueShown: (field) => field.matches(allowed) && !field.matches(SECRET),
    isBlocked: (element) => nearest(element, blocked) !== null,
  };
}
