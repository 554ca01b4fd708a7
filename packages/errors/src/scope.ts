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
  readonly contexts: Record<string, Attributes>;
  readonly fingerprint: readonly string[];
}

/** What a scope holds. */
export interface ScopeData {
  said: Said;
  readonly breadcrumbs: Breadcrumbs;
}

/** Where the current scope is kept: in pages for the length of a call, in Node along asynchronous calls, too. */
export interface ScopeKeeper {
  current(): ScopeData | undefined;
  /** Calls `callback` with a scope that begins as `scope`, which is the current one for as long as is kept. */
  run<T>(scope: ScopeData, callback: (inner: ScopeData) => T): T;
}

/** Of what was thrown out of a scope, the innermost one. */
export const scopeThatLeft: WeakMap<object, ScopeData> = new WeakMap();

/** An empty scope that keeps up to `maxBreadcrumbs`. */
export function createScopeData(maxBreadcrumbs: number): ScopeData {
  return { said: merged({}), breadcrumbs: createBreadcrumbs(maxBreadcrumbs) };
}

/** Keeps a scope for the length of a call; what the call leaves for later has it no more. */
export function createCallScopes(): ScopeKeeper {
  let current: ScopeData | undefined;
  return {
    current: () => current,
    run: (scope, callback) => {
      const outer = current;
      current = { ...scope };
      try {
        return callback(current);
      } finally {
        current = outer;
      }
    },
  };
}

/** What `first` and `then` say together, the later one where they differ. */
export function merged(first: Partial<Said>, then: CaptureContext = {}): Said {
  const { user = first.user ?? {}, fingerprint = first.fingerprint ?? [] } = then;
  return {
    user,
    fingerprint,
    tags: newest({ ...first.tags, ...then.tags }),
    contexts: newest({ ...first.contexts, ...then.contexts }),
  };
}

/** The methods by which a program fills a scope. */
export function scopeOf(data: ScopeData): Scope {
  const say = (more: CaptureContext): void => {
    data.said = merged(data.said, more);
  };
  return {
    setUser: (user) => say({ user: plain(user) ?? {} }),
    setTag: (key, value) => say({ tags: { [cut(key, MAX_TEXT)]: cut(value, MAX_TEXT) } }),
    setContext: (name, context) => say({ contexts: { [cut(name, MAX_TEXT)]: plain(context) } }),
    setFingerprint: (parts) => say({ fingerprint: plain(parts) ?? [] }),
    addBreadcrumb: data.breadcrumbs.add,
  };
}

/** What there is, in the order in which it was first set. */
function newest<T>(entries: Readonly<Record<string, T | null | undefined>>): Record<string, T> {
  const there = Object.entries(entries).filter(
    (entry): entry is [string, T] => entry[1] !== null && entry[1] !== undefined,
  );
  return Object.fromEntries(there.slice(-MAX_ENTRIES));
}
