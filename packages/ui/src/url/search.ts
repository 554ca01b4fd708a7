/**
 * The address is the whole state of a page. This codec is its only reader and writer.
 * `t service env release project` survive going to another page; `q` and what a page keeps for itself do not.
 */
import { DEFAULT_RANGE, formatRange, parseRange, type Range } from './range.ts';

export interface Filters {
  readonly t: Range;
  readonly service: readonly string[];
  readonly env: readonly string[];
  readonly release: readonly string[];
  /** Whose data is shown; empty for the one that the reader's key belongs to. */
  readonly project: string;
}

export interface Address extends Filters {
  readonly q: string;
  /** What one page keeps: `span`, `order`, `cursor` …; an empty value is absent. */
  readonly page: Readonly<Record<string, string>>;
}

/** A value of the address that could not be read, and what stands in its place. */
export interface Broken {
  readonly key: string;
  readonly value: string;
  readonly used: string;
}

const LISTS = ['env', 'service', 'release'] as const;
const LONGEST_VALUE = 2000;

export function parseSearch(search: string): { address: Address; broken: Broken[] } {
  const broken: Broken[] = [];
  const given = new URLSearchParams(search);
  const page: Record<string, string> = {};
  for (const [key, value] of given) {
    if (!isShared(key) && key !== '__proto__' && value !== '' && value.length <= LONGEST_VALUE) page[key] = value;
  }
  return {
    address: {
      t: readRange(given.get('t'), broken),
      env: readList(given, 'env'),
      service: readList(given, 'service'),
      release: readList(given, 'release'),
      project: (given.get('project') ?? '').slice(0, LONGEST_VALUE),
      q: (given.get('q') ?? '').slice(0, LONGEST_VALUE),
      page,
    },
    broken,
  };
}

function isShared(key: string): boolean {
  return key === 't' || key === 'q' || key === 'project' || (LISTS as readonly string[]).includes(key);
}

function readRange(text: string | null, broken: Broken[]): Range {
  if (text === null || text === '') return DEFAULT_RANGE;
  const range = parseRange(text);
  if (range === null) broken.push({ key: 't', value: text, used: formatRange(DEFAULT_RANGE) });
  return range ?? DEFAULT_RANGE;
}

function readList(given: URLSearchParams, key: string): string[] {
  return [...new Set(given.getAll(key))].filter((value) => value !== '' && value.length <= LONGEST_VALUE);
}

/** The text after the path, with `?` or empty; what is as by default is left out. */
export function formatSearch(address: Partial<Address>): string {
  const parts: string[] = [];
  const add = (key: string, value: string): unknown => value !== '' && parts.push(`${encode(key)}=${encode(value)}`);
  const range = formatRange(address.t ?? DEFAULT_RANGE);
  if (range !== formatRange(DEFAULT_RANGE)) add('t', range);
  add('project', address.project ?? '');
  for (const key of LISTS) for (const value of address[key] ?? []) add(key, value);
  add('q', address.q ?? '');
  for (const [key, value] of Object.entries(address.page ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) add(key, value);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** Escapes what would end or change the query, and leaves the rest readable. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%20', '+')
    .replaceAll(/%(?:2F|3A|2C|40|24|3B|3F)/g, (escaped) => decodeURIComponent(escaped));
}

/** What a change of an address may name; page keys are merged one by one, an empty one is removed. */
export type AddressChange = Partial<Address>;

export function changeAddress(address: Address, change: AddressChange): Address {
  const page = Object.fromEntries(
    Object.entries({ ...address.page, ...change.page }).filter(([, value]) => value !== ''),
  );
  return { ...address, ...change, page };
}

/** Page keys that move with every arrow key or drag: Back steps over thoughts, not over these. */
const RESTLESS = new Set(['span', 'zoom', 'open', 'find', 'uid', 'at', 'around']);

/** Whether a page key is about one moment of looking, such as a selection. */
export const isRestless = (key: string): boolean => RESTLESS.has(key);

/** Filters, ranges and pages are steps that Back undoes; a selection or a zoom replaces the last one. */
export function historyModeOf(change: AddressChange): 'push' | 'replace' {
  const { page = {}, ...shared } = change;
  const steps = Object.keys(shared).length > 0 || Object.keys(page).some((key) => !isRestless(key));
  return steps ? 'push' : 'replace';
}
