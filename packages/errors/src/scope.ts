import type { Attributes } from '@sightglass/otlp';
import { cut, plain } from './bounded.ts';
import { createBreadcrumbs } from './breadcrumbs.ts';
import type { Breadcrumbs } from './breadcrumbs.ts';
import type { Breadcrumb, CaptureContext, User } from './event.ts';

const MAX_ENTRIES = 50;
const MAX_TEXT = 256;

/** What stands on every event that is captured within it. No method throws. */
export interface Scope {
  /** Who is affected; null takes it away. */
  setUser(user: User | null): void;
  /** A text to search by, of at most 256 characters; the newest 50 are kept. */
  setTag(key: string, value: string): void;
  /** A block to read, as it is now, with JSON of at most 8,192 characters; the newest 50 are kept; null takes it away. */
  setContext(name: string, context: Attributes | null): void;
  /** Groups the events in place of the server's rule; null leaves it to the server. */
  setFingerprint(parts: readonly string[] | null): void;
  /** A step that led here: the newest 100, of 32 KiB together, stand on an event. */
  addBreadcrumb(crumb: Breadcrumb): void;
}

/** What is said about an event. */
interface Said {
  readonly user: User;
  readonly tags: Record<string, string>;
  readonly contexts: Record<string, Attributes | null | undefined>;
  readonly fingerprint: readonly string[];
}

/** What a scope holds. */
export interface ScopeData {
  said: Partial<Said>;
  readonly breadcrumbs: Breadcrumbs;
}

/** Where scopes follow asynchronous calls: the current one is kept there. */
export interface ScopeKeeper {
  current(): ScopeData | undefined;
  /** Calls `callback` with a scope that begins as `scope`, which is the current one for as long as is kept. */
  run<T>(scope: ScopeData, callback: (inner: ScopeData) => T): T;
}

/** Where no steps are kept. */
export const NO_STEPS: Breadcrumbs = { add: () => {}, list: () => [] };

/** Steps that are kept where the option `maxBreadcrumbs` says nothing. */
export const MAX_BREADCRUMBS = 100;

/** An empty scope that keeps up to `maxBreadcrumbs`, default 100. */
export function createScopeData(maxBreadcrumbs: number = MAX_BREADCRUMBS): ScopeData {
  return { said: {}, breadcrumbs: createBreadcrumbs(maxBreadcrumbs) };
}

/** What `first` and `then` say together, the later one where they differ. */
export function merged(first: Partial<Said>, then: CaptureContext): Said {
  const { user = first.user ?? {}, fingerprint = first.fingerprint ?? [] } = then;
  return {
    user,
    fingerprint,
    tags: { ...first.tags, ...then.tags },
    contexts: { ...first.contexts, ...then.contexts },
  };
}

/** The methods by which a program fills a scope. */
export function scopeOf(data: ScopeData): Scope {
  const say = (more: CaptureContext): void => {
    const { tags, contexts, ...others } = merged(data.said, more);
    data.said = { ...others, tags: newest(tags), contexts: newest(contexts) };
  };
  return {
    setUser: (user) => say({ user: plain(user) ?? {} }),
    setTag: (key, value) => say({ tags: { [cut(key, MAX_TEXT)]: cut(value, MAX_TEXT) } }),
    setContext: (name, context) => say({ contexts: { [cut(name, MAX_TEXT)]: plain(context) } }),
    setFingerprint: (parts) => say({ fingerprint: plain(parts) ?? [] }),
    addBreadcrumb: data.breadcrumbs.add,
  };
}

/** In the order in which they were first set; what was taken away is forgotten. */
function newest<T>(entries: Readonly<Record<string, T>>): Record<string, T> {
  const there = Object.entries(entries).filter(([, value]) => value !== null && value !== undefined);
  return Object.fromEntries(there.slice(-MAX_ENTRIES));
}
