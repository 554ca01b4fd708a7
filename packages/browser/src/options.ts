import type { Attributes, Consent, LogRecord, SpanRecord } from '@sightglass/otlp';
import type { SessionStorage } from './assemble/session-store.ts';
import type { PageUser } from './assemble/user.ts';
import type { Capture } from './capture.ts';

/** What is about to be sent. */
export interface Outgoing {
  readonly signal: 'logs' | 'traces';
  /** Who made it, such as `@sightglass/browser/navigation`. */
  readonly scope: string;
  readonly record: LogRecord | SpanRecord;
}

/** How sessions are cut and kept. */
export interface SessionOptions {
  /** Minutes in which nobody does anything, after which a session is over. @defaultValue 30 */
  readonly idleMinutes?: number | undefined;
  /** Hours after which a session is over in any case. @defaultValue 4 */
  readonly maxHours?: number | undefined;
  /** `local`: shared by the tabs of the origin. `session`: one a tab, over its reloads. `none`: one a page, nothing stored. @defaultValue `local` */
  readonly storage?: SessionStorage | undefined;
  /** Id of a session that somebody else keeps, as a page gives it to its worker: neither its start nor its end is told then. */
  readonly id?: string | undefined;
}

/** What a page or worker says: who it is, where to send, and what must not be sent. */
export interface PageOptions {
  /** Where to send: the address before `/v1/logs`, of another origin or a path of the page's own. */
  readonly endpoint: string;
  /** Key of the server. */
  readonly key?: string | undefined;
  /** `service.name`. */
  readonly service: string;
  /** `service.version`. */
  readonly release?: string | undefined;
  /** `deployment.environment.name`. */
  readonly environment?: string | undefined;
  /** Share of sessions that are sent in full, 0 to 1; of the others start, end and errors are sent. @defaultValue 1 */
  readonly sampleRatio?: number | undefined;
  /**
   * Whether may be sent and stored; see `setConsent`. While it is `pending`, what is seen waits in memory; `denied` throws it away, with
   * all that is stored. @defaultValue `granted`
   */
  readonly consent?: Consent | undefined;
  /** Takes the browser's "Do Not Track" for a consent that is denied, whatever else is said. @defaultValue false */
  readonly respectDoNotTrack?: boolean | undefined;
  /** Takes the browser's "Global Privacy Control" for a consent that is denied, whatever else is said. @defaultValue false */
  readonly respectGpc?: boolean | undefined;
  /** Sees what is about to be sent; what it returns is sent, null drops it. Where it throws, the record is dropped and counted. */
  readonly beforeSend?: ((outgoing: Outgoing) => LogRecord | SpanRecord | null) | undefined;
  /** What stands on every record. */
  readonly attributes?: Attributes | undefined;
  /** Who visits; see `setUser`. */
  readonly user?: PageUser | undefined;
  readonly session?: SessionOptions | undefined;
  /**
   * Writes an address as it may be sent. Where it throws, an empty one is sent. @defaultValue without fragment, with `REDACTED` for
   * credentials and the values of the query
   */
  readonly redactUrl?: ((url: string) => string) | undefined;
  /** Whether the receiver is a Sightglass server; false for a Collector or any other receiver. @defaultValue true */
  readonly isSightglass?: boolean | undefined;
  /** Says on the console what goes wrong inside. @defaultValue false */
  readonly debug?: boolean | undefined;
}

/** Options with the sources that are looked at. */
export interface CoreOptions extends PageOptions {
  readonly captures: readonly Capture[];
}

/** What each option may be: a type, one of several words, a share, or a number above 0. */
export type Rules = Readonly<Record<string, string>>;

/** Rules of {@link CoreOptions}. */
export const CORE_RULES: Rules = {
  endpoint: 'string',
  key: 'string',
  service: 'string',
  release: 'string',
  environment: 'string',
  sampleRatio: 'number from 0 to 1',
  consent: 'pending|granted|denied',
  respectDoNotTrack: 'boolean',
  respectGpc: 'boolean',
  beforeSend: 'function',
  attributes: 'object',
  user: 'object',
  session: 'object',
  redactUrl: 'function',
  isSightglass: 'boolean',
  debug: 'boolean',
  captures: 'list',
};

const SESSION_RULES: Rules = {
  idleMinutes: 'number',
  maxHours: 'number',
  storage: 'local|session|none',
  id: 'string',
};

/**
 * Checks what is given to `start` of `@sightglass/browser/core`, for programs without types; while they are developed is enough.
 *
 * @throws TypeError naming option, value and what may be given.
 */
export function checkOptions(options: CoreOptions): void {
  check(options, CORE_RULES);
}

/**
 * Checks options by their rules.
 *
 * @throws TypeError naming option, value and what may be given.
 */
export function check(options: PageOptions, rules: Rules): void {
  checkEach(options, rules, '');
  checkEach(options.session ?? {}, SESSION_RULES, 'session.');
  for (const name of ['endpoint', 'service'] as const) if (!options[name]) refuse(name, options[name], 'string');
}

function checkEach(given: object, rules: Rules, prefix: string): void {
  for (const [name, value] of Object.entries(given)) {
    const rule = rules[name];
    if (rule && (value === undefined || fits(value, rule))) continue;
    refuse(prefix + name, value, rule ?? `one of ${Object.keys(rules).join(', ')}`);
  }
}

function fits(value: unknown, rule: string): boolean {
  const type = Array.isArray(value) ? 'list' : typeof value;
  if (rule.includes(type) && value !== null) {
    if (typeof value === 'number') return rule === 'number' ? value > 0 : value >= 0 && value <= 1;
    return !Array.isArray(value) || rule === type || value.every((item) => rule.split(/[ |]/).includes(String(item)));
  }
  return typeof value === 'string' && rule.split('|').includes(value);
}

function refuse(name: string, value: unknown, remedy: string): never {
  throw new TypeError(`start(): option ${name} is ${name === 'key' ? 'wrong' : String(value)}; give ${remedy}`);
}
