/**
 * Takes out of a recording what a browser would act upon. The sandbox and the policy of the document forbid all of it already; what
 * is left to do here is what they cannot see (a name looked up ahead, a document that replaces itself), and a console full of refusals.
 */
import type { RecordedEvent } from './messages.ts';

/** What a recording may load: nothing, or what the site shows, over the network. */
export type Loading = 'nothing' | 'looks';

const EVENT = { fullSnapshot: 2, incremental: 3 } as const;
const SOURCE = { mutation: 0, styleRule: 8, canvas: 9, font: 10, styleDeclaration: 13, adoptedStyles: 15 } as const;

/** Attributes that hold an address, or several. */
const ADDRESSES = new Set(
  (
    'src srcset href xlink:href poster background data action formaction ping cite manifest archive codebase longdesc ' +
    'profile lowsrc dynsrc imagesrcset srcdoc rr_src rr_dataurl content-location'
  ).split(' '),
);
/** Elements whose address is only looks. */
const LOOKS = new Set(['img', 'image', 'source', 'picture', 'video', 'audio', 'link', 'use', 'feimage', 'input']);
const LINKS = new Set(['a', 'area']);

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** The event without what could act; null where nothing is left of it. Changes the event itself: it is the reader's own copy. */
export function harmless(event: RecordedEvent, loading: Loading): RecordedEvent | null {
  const { type, data } = event;
  if (!isObject(data)) return event;
  if (type === EVENT.fullSnapshot) cleanTree(data['node'], loading);
  if (type !== EVENT.incremental) return event;
  switch (data['source']) {
    case SOURCE.mutation:
      for (const added of listOf(data['adds'])) if (isObject(added)) cleanTree(added['node'], loading);
      for (const change of listOf(data['attributes'])) if (isObject(change)) cleanAttributes('', change, loading);
      break;
    case SOURCE.canvas:
      return pictureOf(event, data);
    case SOURCE.font:
      return null; // it would be carried out in the document of the player, not of the recording
    case SOURCE.styleRule:
    case SOURCE.styleDeclaration:
    case SOURCE.adoptedStyles:
      cleanStyles(data, loading);
      break;
    default:
  }
  return event;
}

const PICTURE = /^data:image\/(?:png|webp|jpeg);base64,[\w+/=]+$/;
const behind = (picture: string): string => `url("${picture}") 0 0 / 100% 100% no-repeat`;

/**
 * What was on a canvas, as the style of that canvas: to draw it the recorded page would have to run scripts. Null for what draws anything but a
 * whole picture.
 */
function pictureOf(event: RecordedEvent, data: Json): RecordedEvent | null {
  // https://github.com/rrweb-io/rrweb: a picture is wiped away, and the next is drawn.
  const drawn = listOf(data['commands']).find((one) => isObject(one) && one['property'] === 'drawImage');
  const [bitmap] = isObject(drawn) ? listOf(drawn['args']) : [];
  const [blob] = isObject(bitmap) ? listOf(bitmap['args']) : [];
  const [bytes] = isObject(blob) ? listOf(blob['data']) : [];
  const picture =
    isObject(blob) && isObject(bytes) ? `data:${String(blob['type'])};base64,${String(bytes['base64'])}` : '';
  if (!PICTURE.test(picture)) return null;
  const attributes = [{ id: data['id'], attributes: { style: { background: behind(picture) } } }];
  return { ...event, data: { source: SOURCE.mutation, adds: [], removes: [], texts: [], attributes } };
}

/** The first picture likewise: what were drawn would lie before those that follow. */
function showPicture({ attributes }: Json): void {
  if (!isObject(attributes)) return;
  const { rr_dataURL: picture, ...others } = attributes;
  if (typeof picture !== 'string' || !PICTURE.test(picture)) return;
  delete attributes['rr_dataURL'];
  attributes['style'] =
    `${typeof others['style'] === 'string' ? `${others['style']};` : ''}background:${behind(picture)}`;
}

/** Without recursion: how deep a recording goes is up to whoever sent it. */
function cleanTree(root: unknown, loading: Loading): void {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const node = open.pop();
    if (!isObject(node)) continue;
    const tag = typeof node['tagName'] === 'string' ? node['tagName'].toLowerCase() : '';
    if (tag === 'object' || tag === 'embed' || tag === 'applet' || tag === 'base') node['tagName'] = 'span';
    if (tag !== '') cleanAttributes(tag, node, loading);
    if (tag === 'canvas') showPicture(node);
    if (typeof node['textContent'] === 'string') node['textContent'] = cleanCss(node['textContent'], loading);
    for (const child of listOf(node['childNodes'])) open.push(child);
  }
}

function cleanAttributes(tag: string, owner: Json, loading: Loading): void {
  const { attributes } = owner;
  if (!isObject(attributes)) return;
  const rel = typeof attributes['rel'] === 'string' ? attributes['rel'].trim().toLowerCase() : '';
  for (const [name, value] of Object.entries(attributes)) {
    const lower = name.toLowerCase();
    if (lower.startsWith('on') || lower === 'http-equiv' || lower === 'target') delete attributes[name];
    // What it says is for a browser that loads the page, and a warning where it is masked.
    else if (tag === 'meta' && lower === 'content') delete attributes[name];
    else if (ADDRESSES.has(lower)) {
      const kept = cleanAddress({ tag, rel, name: lower }, value, loading);
      if (kept === null) delete attributes[name];
      else attributes[name] = kept;
    } else if (typeof value === 'string') attributes[name] = cleanCss(value, loading);
    else if (isObject(value)) cleanStyles(value, loading);
  }
}

/** Where an address stands. */
interface Place {
  readonly tag: string;
  readonly rel: string;
  readonly name: string;
}

function cleanAddress({ tag, rel, name }: Place, value: unknown, loading: Loading): unknown {
  if (typeof value !== 'string') return value === true || value === false || value === null ? value : null;
  if (LINKS.has(tag)) return name === 'href' ? '#' : null; // it still looks like a link
  if (/^\s*(?:#|data:(?:image|font)\/)/i.test(value)) return value;
  const isLooks = (tag === '' || LOOKS.has(tag)) && (tag !== 'link' || rel === 'stylesheet');
  return loading === 'looks' && isLooks && /^\s*https?:\/\//i.test(value) ? value : null;
}

/** Every text below a change of styles. */
function cleanStyles(root: Json, loading: Loading): void {
  const open: unknown[] = [root];
  while (open.length > 0) {
    const at = open.pop();
    if (!isObject(at)) continue;
    for (const [key, value] of Object.entries(at)) {
      if (typeof value === 'string') at[key] = cleanCss(value, loading);
      else open.push(value);
    }
  }
}

const CSS_ADDRESS = /url\(\s*(?:"[^"]*"|'[^']*'|[^)]*)\s*\)/gi;
const CSS_IMPORT = /@import\b[^;]*;?/gi;

function cleanCss(text: string, loading: Loading): string {
  if (loading === 'looks' || !/url\(|@import/i.test(text)) return text;
  return text
    .replaceAll(CSS_IMPORT, '')
    .replaceAll(CSS_ADDRESS, (found) => (/^url\(\s*["']?\s*(?:#|data:)/i.test(found) ? found : 'none'));
}
