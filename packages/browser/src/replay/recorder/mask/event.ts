import type {
  addedNodeMutation,
  attributeMutation,
  eventWithTime,
  incrementalData,
  serializedNodeWithId,
  styleSheetAddRule,
  textMutation,
} from '@rrweb/types';
import type { ResolvedReplayOptions } from '../../options.ts';
import * as rrweb from '../rrweb-values.ts';
import { elementOf, isElement } from '../tree.ts';
import { type AttributeValue, createMaskAddress, createMaskAttribute, type Owner } from './attributes.ts';
import { maskCss } from './css.ts';
import type { Marks } from './marks.ts';
import { maskText, maskValue } from './text.ts';

/** What the recorder knows of the nodes of the page. */
export interface Nodes {
  getNode(id: number): Node | null;
}

/** Where a node lies. */
interface Place {
  readonly tag: string;
  readonly isShown: boolean;
}

const NOWHERE: Place = { tag: '', isShown: false };

/**
 * Takes from an event of the recorder, in place, all that nobody allowed to be seen; false if nothing of it is left.
 *
 * The only place where that is decided. The recorder's own masks leave out attributes, options' labels, hidden fields, style sheets, text right
 * below a shadow root, and whatever changes within an element that was blocked late; so they are not used.
 */
export function createMaskEvent(
  options: ResolvedReplayOptions,
  marks: Marks,
  nodes: Nodes,
  redactUrl: (url: string) => string,
): (event: eventWithTime) => boolean {
  const address = createMaskAddress(redactUrl);
  const maskAttribute = createMaskAttribute(options, marks, address);
  const css = (text: string): string => maskCss(text, address);

  const textIn = ({ tag, isShown }: Place, text: string): string => {
    if (tag === 'style') return css(text);
    return isShown && tag !== 'textarea' ? text : maskText(text);
  };
  const placeOf = (node: Node | null | undefined): Place => {
    const element = elementOf(node);
    return element ? { tag: element.localName, isShown: marks.isShown(element) } : NOWHERE;
  };
  const elementBy = (id: number): Element | null => {
    const node = nodes.getNode(id);
    return isElement(node) ? node : null;
  };

  const maskNode = (node: serializedNodeWithId, place: Place): void => {
    let within = place;
    if (node.type === rrweb.TEXT) node.textContent = textIn(place, node.textContent);
    else if (node.type === rrweb.ELEMENT) {
      const element = elementBy(node.id);
      const isShown = element !== null && marks.isShownIn(element, place.isShown);
      maskAttributes(node.attributes, { element, tag: node.tagName, isSvg: node.isSVG === true, isShown });
      within = { tag: node.tagName, isShown };
    }
    if ('childNodes' in node) for (const child of node.childNodes) maskNode(child, within);
  };
  const maskAttributes = (attributes: Record<string, AttributeValue | object>, owner: Owner): void => {
    for (const [name, value] of Object.entries(attributes)) {
      const masked = typeof value === 'object' && value !== null ? maskStyle(value) : maskAttribute(name, value, owner);
      if (masked === undefined) delete attributes[name];
      else attributes[name] = masked;
    }
  };
  /** Changed properties of a style: values, with or without their priority, or false. */
  const maskStyle = (style: object): object =>
    Object.fromEntries(
      Object.entries(style).map(([name, value]: [string, unknown]) => {
        if (Array.isArray(value)) return [name, [declaration(name, String(value[0])), value[1]]];
        return [name, typeof value === 'string' ? declaration(name, value) : value];
      }),
    );
  const declaration = (name: string, value: string): string => css(`${name}:${value}`).slice(name.length + 1);

  const maskAdds = (adds: addedNodeMutation[]): addedNodeMutation[] => {
    const places = new Map<number, Place | undefined>();
    const placeIn = (id: number): Place | undefined => {
      const node = nodes.getNode(id);
      // What somebody blocks is told of no more, also where the recorder had seen it before.
      if (!places.has(id)) places.set(id, marks.isBlocked(elementOf(node)) ? undefined : placeOf(node));
      return places.get(id);
    };
    return adds.filter(({ parentId, node }) => {
      const place = placeIn(parentId);
      if (place) maskNode(node, place);
      return place !== undefined;
    });
  };
  const maskTexts = (texts: textMutation[]): textMutation[] =>
    texts.filter((text) => {
      const parent = nodes.getNode(text.id)?.parentNode;
      if (marks.isBlocked(elementOf(parent))) return false;
      if (text.value !== null) text.value = textIn(placeOf(parent), text.value);
      return true;
    });
  const maskChanges = (changes: attributeMutation[]): attributeMutation[] =>
    changes.filter(({ id, attributes }) => {
      const element = elementBy(id);
      // A blocked element's own attributes would show again what it is made of.
      if (!element || marks.isBlocked(element)) return false;
      const isSvg = element.namespaceURI?.endsWith('svg') === true;
      maskAttributes(attributes, { element, tag: element.localName, isSvg, isShown: marks.isShown(element) });
      return true;
    });
  const maskRules = (rules: styleSheetAddRule[] = []): void => {
    for (const rule of rules) rule.rule = css(rule.rule);
  };

  const maskChange = (data: incrementalData): boolean => {
    switch (data.source) {
      case rrweb.MUTATION:
        data.adds = maskAdds(data.adds);
        data.texts = maskTexts(data.texts);
        data.attributes = maskChanges(data.attributes);
        return data.adds.length + data.texts.length + data.attributes.length + data.removes.length > 0;
      case rrweb.INPUT: {
        const field = elementBy(data.id);
        if (!field || marks.isBlocked(field)) return false;
        if (!marks.isValueShown(field)) data.text = maskValue(data.text);
        return true;
      }
      case rrweb.STYLE_SHEET_RULE:
        maskRules(data.adds);
        if (data.replace) data.replace = css(data.replace);
        if (data.replaceSync) data.replaceSync = css(data.replaceSync);
        return true;
      case rrweb.ADOPTED_STYLE_SHEET:
        for (const { rules } of data.styles ?? []) maskRules(rules);
        return true;
      case rrweb.STYLE_DECLARATION:
        if (data.set?.value) data.set.value = declaration(data.set.property, data.set.value);
        return true;
      default:
        return true;
    }
  };
  return (event) => {
    if (event.type === rrweb.META) event.data.href = address(event.data.href);
    if (event.type === rrweb.FULL_SNAPSHOT) maskNode(event.data.node, NOWHERE);
    return event.type !== rrweb.INCREMENTAL || maskChange(event.data);
  };
}
