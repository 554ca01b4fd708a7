/** What the palette offers for a text. */
import { links, type Target } from '../url/links.ts';
import { parseRange, type Range } from '../url/range.ts';
import { targetOfView } from '../url/view.ts';
import { PAGES } from './pages.ts';
import { wordsOfLive } from './range-words.ts';

export interface PaletteItem {
  readonly id: string;
  readonly label: string;
  /** What kind of thing it is, beside the label. */
  readonly kind: 'Page' | 'Service' | 'View' | 'Trace' | 'Search' | 'Range';
  readonly does: { readonly go: Target } | { readonly range: Range };
}

/** The pages, and views of them that are often wanted. */
const PLACES: readonly PaletteItem[] = [
  ...PAGES.map(({ label, to }): PaletteItem => ({ id: `page ${to.path}`, label, kind: 'Page', does: { go: to } })),
  { id: 'page failed', label: 'Traces with errors', kind: 'Page', does: { go: links.traces({ status: 'error' }) } },
  { id: 'page slowest', label: 'Slowest traces', kind: 'Page', does: { go: links.traces({ order: 'slowest' }) } },
  { id: 'page start', label: 'Send data', kind: 'Page', does: { go: links.start() } },
  { id: 'page keys', label: 'Keys', kind: 'Page', does: { go: links.settings('keys') } },
  { id: 'page views', label: 'Saved views', kind: 'Page', does: { go: links.settings('views') } },
  { id: 'page data', label: 'Data kept', kind: 'Page', does: { go: links.settings('data') } },
  { id: 'page refused', label: 'Refused data', kind: 'Page', does: { go: links.settings('refused') } },
];

const MOST = 16;

/** What there is to jump to, beside the pages. */
export interface Known {
  readonly services: readonly string[];
  readonly views: readonly { readonly id: string; readonly name: string; readonly address: string }[];
}

export function paletteItems(text: string, { services, views }: Known): PaletteItem[] {
  const wanted = text.trim().toLowerCase();
  const known: PaletteItem[] = services.map((service) => ({
    id: `service ${service}`,
    label: service,
    kind: 'Service',
    does: { go: links.service(service) },
  }));
  const saved = views.flatMap(({ id, name, address }): PaletteItem[] => {
    const target = targetOfView(address);
    return target === null ? [] : [{ id: `view ${id}`, label: name, kind: 'View', does: { go: target } }];
  });
  const found = [...PLACES, ...saved, ...known]
    .map((item) => ({ item, rank: rankOf(item.label.toLowerCase(), wanted) }))
    .filter(({ rank }) => rank < 3)
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
  return [...direct(text.trim(), wanted), ...found].slice(0, MOST).concat(searchFor(text.trim()));
}

/** 0 begins with it, 1 a word begins with it, 2 holds it, 3 does not. */
function rankOf(label: string, wanted: string): number {
  const at = label.indexOf(wanted);
  if (at <= 0) return at === 0 ? 0 : 3;
  return /[\s\-_.:/]/.test(label.charAt(at - 1)) ? 1 : 2;
}

/** A text that names one thing: a trace by its id, a range by its text. */
function direct(text: string, wanted: string): PaletteItem[] {
  if (/^[\da-f]{32}$/.test(wanted)) {
    return [{ id: 'trace', label: `Trace ${wanted}`, kind: 'Trace', does: { go: links.trace(wanted) } }];
  }
  const range = parseRange(text);
  return range === null
    ? []
    : [{ id: 'range', label: range.kind === 'live' ? wordsOfLive(range) : text, kind: 'Range', does: { range } }];
}

function searchFor(text: string): PaletteItem[] {
  return text === ''
    ? []
    : [{ id: 'search', label: `Traces for “${text}”`, kind: 'Search', does: { go: links.traces({ q: text }) } }];
}
