import type { Attributes } from '@sightglass/otlp';
import { attempt, cut, plain } from './bounded.ts';
import { createBreadcrumbs } from './breadcrumbs.ts';
import type { Breadcrumbs } from './breadcrumbs.ts';
import type { Breadcrumb, User } from './event.ts';

const MAX_TAGS = 100;
const MAX_CONTEXTS = 16;
const MAX_PARTS = 16;
const MAX_TEXT = 256;

/** What stands on every event that is captured within it. No method throws. */
export interface Scope {
  /** Who is affected; null takes it away. */
  setUser(user: User | null): void;
  /** A text to search by; at most 100, of 256 characters. */
  setTag(key: string, value: string): void;
  /** A block to read, at most 16 of 8,192 characters; null takes it away. */
  setContext(name: string, context: Attributes | null): void;
  /** Groups the events in place of the server's rule; null leaves it to the server. */
  setFingerprint(parts: readonly string[] | null): void;
  /** A step that led here: the newest 100, of 32 KiB together, stand on an event. */
  addBreadcrumb(crumb: Breadcrumb): void;
}

/** What a scope holds. */
export interface ScopeData {
  user: Attributes;
  tags: Record<string, string>;
  contexts: Record<string, Attributes>;
  fingerprint: readonly string[];
  readonly breadcrumbs: Breadcrumbs;
}

/** An empty scope that keeps up to `maxBreadcrumbs`. */
export function createScopeData(maxBreadcrumbs: number): ScopeData {
  return { user: {}, tags: {}, contexts: {}, fingerprint: [], breadcrumbs: createBreadcrumbs(maxBreadcrumbs) };
}

/** What can be added to a scope. */
interface Additions {
  readonly user?: User | null | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
  readonly contexts?: Readonly<Record<string, Attributes | null>> | undefined;
  readonly fingerprint?: readonly string[] | null | undefined;
}

/** Where the current scope is kept: in pages for the length of a call, in Node along asynchronous calls, too. */
export interface ScopeKeeper {
  current(): ScopeData | undefined;
  run<T>(scope: ScopeData, callback: () => T): T;
}

/** Keeps a scope for the length of a call; what the call leaves for later has it no more. */
export function createCallScopes(): ScopeKeeper {
  let current: ScopeData | undefined;
  return {
    current: () => current,
    run: (scope, callback) => {
      const outer = current;
      current = scope;
      try {
        return callback();
      } finally {
        current = outer;
      }
    },
  };
}

/** A scope like `data`, with `more` in it; whatever is done to it, `data` stays. */
export function extended(data: ScopeData, more: Additions = {}): ScopeData {
  const copy = { ...data, tags: { ...data.tags }, contexts: { ...data.contexts } };
  extend(copy, more);
  return copy;
}

/** The methods by which a program fills the scope that `data` gives at that moment. */
export function scopeOf(data: () => ScopeData): Scope {
  const add = (more: Additions): void => attempt(() => extend(data(), more), undefined);
  return {
    setUser: (user) => add({ user }),
    setTag: (key, value) => add({ tags: { [key]: value } }),
    setContext: (name, context) => add({ contexts: { [name]: context } }),
    setFingerprint: (fingerprint) => add({ fingerprint }),
    addBreadcrumb: (crumb) => attempt(() => data().breadcrumbs.add(crumb), undefined),
  };
}

function extend(data: ScopeData, { user, tags, contexts, fingerprint }: Additions): void {
  if (user !== undefined) data.user = block(user);
  if (fingerprint !== undefined) data.fingerprint = (fingerprint ?? []).slice(0, MAX_PARTS).map(short);
  put(data.tags, tags, MAX_TAGS, short);
  put(data.contexts, contexts, MAX_CONTEXTS, block);
}

/** Null and undefined take a name away; names beyond `max` are left out. */
function put<T>(into: Record<string, T>, more: object | undefined, max: number, make: (value: unknown) => T): void {
  for (const [name, value] of Object.entries(more ?? {})) {
    const key = short(name);
    if (value === null || value === undefined) delete into[key];
    else if (Object.hasOwn(into, key) || Object.keys(into).length < max) into[key] = make(value);
  }
}

function block(value: unknown): Attributes {
  return Object(plain(value));
}

function short(value: unknown): string {
  return cut(value, MAX_TEXT);
}
