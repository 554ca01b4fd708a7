import type { Attributes } from '@sightglass/otlp';

/** How bad it is. `fatal` ends the program; `warning` is what the program handled. */
export type Level = 'fatal' | 'error' | 'warning' | 'info' | 'debug';

/** Who was affected. What is not given is not sent. */
export interface User {
  readonly id?: string;
  readonly email?: string;
  readonly name?: string;
}

/** A step that led to an error. */
export interface Breadcrumb {
  /** When, in milliseconds since the Unix epoch. Default: now. */
  readonly t?: number;
  /** Where it comes from: `console`, `navigation`, `click`, `request`, or a word of yours. */
  readonly category?: string;
  /** At most 1,024 characters are kept. */
  readonly message?: string;
  readonly level?: Level;
  readonly data?: Attributes;
}

/** What was thrown, as far as it could be read. */
export interface Thrown {
  /** The error's name; of what is no error, the class that JavaScript itself tells: `String`, `Undefined`, `Object`. */
  type: string;
  /** At most 4,096 characters, of a cause 1,024. */
  message: string;
  /** As the engine wrote it, empty where there is none; at most 16,384 characters, of a cause 4,096. */
  stacktrace: string;
}

/** What the program says about one capture, beside the error itself. */
export interface CaptureContext {
  /** Default: `warning` for an exception, which was handled if it could be given here; `info` for a message. */
  readonly level?: Level;
  readonly tags?: Readonly<Record<string, string>>;
  /** Null takes one of the scope's away. */
  readonly contexts?: Readonly<Record<string, Attributes | null | undefined>>;
  readonly user?: User;
  /** Takes the place of the server's own grouping: events with the same parts are one group. */
  readonly fingerprint?: readonly string[];
  readonly attributes?: Attributes;
  /** Whether the program caught it. Default true. */
  readonly handled?: boolean;
  /** How it was seen. Default `manual`. */
  readonly mechanism?: string;
}

/** What is about to be sent: `beforeSend` sees it and may change it. */
export interface ErrorEvent extends Thrown {
  /** Its `log.record.uid`. */
  readonly id: string;
  readonly kind: 'exception' | 'message';
  /** What caused it, outermost first; at most 5. */
  causes: readonly Thrown[];
  /** The errors of an `AggregateError`; at most 5. */
  aggregated: readonly Thrown[];
  level: Level;
  handled: boolean;
  mechanism: string;
  /** Empty where the server is to group. */
  fingerprint: readonly string[];
  tags: Record<string, string>;
  contexts: Record<string, Attributes | null | undefined>;
  user: User;
  /** Oldest first. */
  breadcrumbs: readonly Breadcrumb[];
  /** Further attributes of the record. */
  attributes: Record<string, Attributes[string]>;
}

/** What was captured, before anything is said about it. */
export type Captured = Pick<ErrorEvent, 'kind' | 'type' | 'message' | 'stacktrace' | 'causes' | 'aggregated'>;
