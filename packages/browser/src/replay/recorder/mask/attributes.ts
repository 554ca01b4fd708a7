import type { ResolvedReplayOptions } from '../../options.ts';
import { maskCss } from './css.ts';
import type { Marks } from './marks.ts';
import { maskText, maskValue } from './text.ts';

/** What an attribute may hold in a recording. */
export type AttributeValue = string | number | true | null;

/** What there is to know of the element of an attribute. */
export interface Owner {
  readonly tag: string;
  readonly isSvg: boolean;
  readonly isShown: boolean;
  /** Null where it has gone. */
  readonly element: Element | null;
}

/** Attributes by which a page looks as it does, not what it is about. Of others, those without a value stay, and those that repeat their name. */
const STRUCTURE =
  /^(class|id|name|for|type|role|dir|lang|rel|media|charset|width|height|rows|cols|size|(row|col)?span|start|min|max|wrap|popover|is|slot|part|v?align|bgcolor|border|cell\w+|color|face|(rr_|data-(rr|sightglass)-).*)$/;

/** Values by which a style sheet tells states apart, in attributes of any name. */
const STATES =
  /^(true|false|mixed|open|closed|on|off|(in)?active|(un)?checked|selected|visible|hidden|horizontal|vertical|left|right|top|bottom|light|dark|(dis|en)abled)$/;

/** Attributes that hold an address. */
const ADDRESS = /^((xlink:)?href|(rr_)?src|(form)?action|poster|data|background)$/;
/** Elements whose address only says where somebody may go, and is not seen in the page. */
const WAYS = /^(a|area|base|button|form|input)$/i;
/** Elements whose `value` is a number of the page's own. */
const MEASURE = /^(progress|meter|li)$/;

/** Masks one attribute; undefined where not even its name is told. */
export type MaskAttribute = (name: string, value: AttributeValue, owner: Owner) => AttributeValue | undefined;

/** @param address masks an address. */
export function createMaskAttribute(
  { canvas }: Pick<ResolvedReplayOptions, 'canvas'>,
  marks: Pick<Marks, 'isValueShown'>,
  address: (url: string) => string,
): MaskAttribute {
  const isValueShown = ({ tag, element, isShown }: Owner): boolean =>
    /^(input|textarea|select)$/.test(tag) ? element !== null && marks.isValueShown(element) : isShown;
  return (given, value, owner) => {
    const name = given.toLowerCase();
    if (typeof value !== 'string' || value === '') return value;
    if (name === '_csstext' || name === 'style') return maskCss(value, address);
    if (name === 'rr_dataurl') return canvas > 0 || owner.isShown ? value : undefined;
    // Programs and documents within an attribute.
    if (/^(on|srcdoc$)/.test(name)) return undefined;
    if (ADDRESS.test(name)) return owner.isShown || !WAYS.test(owner.tag) ? address(value) : '#';
    if (name.endsWith('srcset')) return owner.isShown ? value.replaceAll(/[^\s,]\S*/g, address) : undefined;
    if (name === 'value' && !MEASURE.test(owner.tag)) return isValueShown(owner) ? value : maskValue(value);
    const isOfDrawing = owner.isSvg && !/^(data|aria)-|title|label/.test(name);
    const isPlain = name === 'value' || value === name || STRUCTURE.test(name) || STATES.test(value);
    return isPlain || isOfDrawing || owner.isShown ? value : maskText(value);
  };
}

/** Addresses of this page's parts stay; what lies in the address itself goes, be it a picture or a program. */
export function createMaskAddress(redactUrl: (url: string) => string): (url: string) => string {
  return (url) => {
    if (url.startsWith('#')) return url;
    const scheme = /^\s*(?!https?:)[a-z][\w+.-]*:/i.exec(url);
    return scheme ? `${scheme[0]},` : redactUrl(url);
  };
}
