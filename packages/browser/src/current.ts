import type { Attributes, Consent } from '@sightglass/otlp';
import type { PageUser } from './assemble/user.ts';

/** What watches a page, until it is stopped. No method throws. */
export interface Running {
  /** Sends what waits. Never rejects. */
  flush(): Promise<void>;
  /** Sees nothing any more, and gives back what was taken over. Resolves when what waits was sent; never rejects. */
  stop(): Promise<void>;
}

/** What the functions of a program speak to. */
export interface Controls extends Running {
  sessionId(): string | undefined;
  setAttributes(attributes: Attributes): void;
  setConsent(consent: Consent): void;
  setRoute(route: string): void;
  setUser(user: PageUser | null): void;
}

// One a page, though several copies of this package can be loaded into it.
const KEY = Symbol.for('sightglass.browser');
const holder: typeof globalThis & { [KEY]?: Controls | undefined } = globalThis;

/** What runs, or else what `make` makes; it is the page's until it stops. */
export function runOnce(make: (stopped: () => void) => Controls): Controls {
  return (holder[KEY] ??= make(() => {
    holder[KEY] = undefined;
  }));
}

/**
 * Says whether may be sent and stored. `granted` sends what waited; `denied` throws away what waits and what is stored, and sees nothing
 * more until it is granted; `pending` keeps what is seen in memory. Does nothing before `start`.
 */
export function setConsent(consent: Consent): void {
  holder[KEY]?.setConsent(consent);
}

/** Who visits; null for nobody known. Does nothing before `start`. */
export function setUser(user: PageUser | null): void {
  holder[KEY]?.setUser(user);
}

/** Names the route of the page that is shown, such as `/product/:id`. Does nothing before `start`. */
export function setRoute(route: string): void {
  holder[KEY]?.setRoute(route);
}

/** Attributes for every record from now on, beside those of earlier calls; `undefined` takes one away. Does nothing before `start`. */
export function setAttributes(attributes: Attributes): void {
  holder[KEY]?.setAttributes(attributes);
}

/** Id of the session, such as a worker is given; undefined before `start`, without consent, and for a moment after `start`. */
export function sessionId(): string | undefined {
  return holder[KEY]?.sessionId();
}
