import type { ResolvedReplayOptions } from '../../options.ts';
import { maskCss } from './css.ts';
import { maskText, maskValue } from './text.ts';

/** What an attribute may hold in a recording. */
export type AttributeValue = string | number | true | null;

/** What there is to know of the element of an attribute. */
export interface Owner {
  readonly tag: string;
  readonly isSvg: boolean;
  readonly isShown: boolean;
  /** Whether its `value` may be seen; asked only where there is one. */
  readonly isValueShown: () => boolean;
}

/** Attributes that say how a page looks and works, not what it is about. */
const STRUCTURE = new Set(
  `class id name for type role dir lang rel media charset as sizes width height rows cols size span rowspan colspan scope headers start reversed
  tabindex hidden inert disabled readonly required checked selected multiple open controls loop muted playsinline preload loading decoding
  fetchpriority crossorigin referrerpolicy sandbox allowfullscreen method enctype target novalidate autocomplete autocapitalize spellcheck
  inputmode min max step maxlength minlength wrap draggable contenteditable popover popovertarget is slot part exportparts align valign bgcolor
  border cellpadding cellspacing color face nowrap xmlns version list form hreflang aria-controls aria-describedby aria-labelledby aria-owns
  aria-level aria-posinset aria-setsize aria-colcount aria-colindex aria-rowcount aria-rowindex data-rr-is-password`.split(
    /\s+/,
  ),
);

/** Values by which a style sheet tells states apart, in attributes of any name. */
const STATES = new Set(
  `true false mixed open opened closed on off yes no active inactive checked unchecked indeterminate selected expanded collapsed visible hidden
  shown horizontal vertical left right top bottom start end center middle none both auto light dark page step location date time polite assertive
  ascending descending loading loaded idle enter leave entering entered exiting exited small medium large xs sm md lg xl primary secondary
  default success warning danger error info disabled enabled menu listbox tree grid dialog`.split(/\s+/),
);

/** Attributes that hold an address. */
const ADDRESSES = new Set(
  'href src action formaction poster data background cite longdesc ping manifest xlink:href rr_src profile codebase usemap'.split(
    ' ',
  ),
);
const ADDRESS_LISTS = new Set(['srcset', 'imagesrcset']);
/** Of these, what is loaded shows in the picture; the address of others only says where somebody may go. */
const LOADED = new Set(
  'link img source video audio track embed object iframe frame image use script input table td th body feimage'.split(
    ' ',
  ),
);
/** Elements whose `value` is a number of the page's own. */
const MEASURES = new Set(['progress', 'meter', 'li']);

/** Masks one attribute; undefined where not even its name is told. */
export type MaskAttribute = (name: string, value: AttributeValue, owner: Owner) => AttributeValue | undefined;

/** @param redactUrl takes from an address what is nobody's business. */
export function createMaskAttribute(
  { canvas }: Pick<ResolvedReplayOptions, 'canvas'>,
  redactUrl: (url: string) => string,
): MaskAttribute {
  const address = createMaskAddress(redactUrl);
  return (given, value, owner) => {
    const name = given.toLowerCase();
    if (typeof value !== 'string' || value === '') return value;
    if (name === '_csstext' || name === 'style') return maskCss(value, address);
    if (name === 'rr_dataurl') return canvas > 0 || owner.isShown ? value : undefined;
    // Programs and documents within an attribute.
    if (name.startsWith('on') || name === 'srcdoc') return undefined;
    if (ADDRESSES.has(name)) return owner.isShown || LOADED.has(owner.tag) ? address(value) : '#';
    if (ADDRESS_LISTS.has(name)) return owner.isShown ? value.replaceAll(/[^\s,]\S*/g, address) : undefined;
    if (name === 'value' && !MEASURES.has(owner.tag)) return owner.isValueShown() ? value : maskValue(value);
    if (STRUCTURE.has(name) || name.startsWith('rr_') || name.startsWith('data-sightglass-')) return value;
    if (owner.isShown || STATES.has(value) || (owner.isSvg && !/^(data|aria)-|title|label/.test(name))) return value;
    return MEASURES.has(owner.tag) && name === 'value' ? value : maskText(value);
  };
}

/** Addresses of this page's parts stay; what lies in the address itself goes, be it a picture or a program. */
export function createMaskAddress(redactUrl: (url: string) => string): (url: string) => string {
  return (url) => {
    if (url.startsWith('#')) return url;
    const scheme = /^\s*([a-z][a-z\d+.-]*):/i.exec(url)?.[1]?.toLowerCase();
    return scheme === undefined || scheme === 'http' || scheme === 'https' ? redactUrl(url) : `${scheme}:,`;
  };
}
