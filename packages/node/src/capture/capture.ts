import type { Logger, Meter, Tracer } from '@opentelemetry/api';
import type { Patch } from '../hook/patch.ts';

export type Signal = 'traces' | 'metrics' | 'logs';

/** Where events come from: one library, one part of Node, the machine. */
export interface Capture {
  /** As `OTEL_NODE_DISABLED_INSTRUMENTATIONS` calls it. */
  readonly name: string;
  /** What it makes; it stays away where none of these is sent. */
  readonly makes: readonly Signal[];
  /** False for what only starts where it is named. @defaultValue true */
  readonly byDefault?: boolean;
  /** For what is the same in every thread of the process: the main thread tells it. @defaultValue false */
  readonly ofMainThread?: boolean;
  /**
   * Scopes that trace the same library, such as `@opentelemetry/instrumentation-pg`. Where the program asks for a tracer of
   * that name, it brings its own instrumentation, and this capture stops: no library twice.
   */
  readonly yieldsTo?: readonly string[];
  /** Done when it yields, before what it yields to has begun. */
  readonly onYield?: () => void;
  /** Changes of a library that publishes on no channel by itself; listed in `hook/patches.ts` too, for bundlers. */
  readonly patches?: readonly Patch[];
  /** Begins to see. @returns what takes back all that it did */
  start(tools: CaptureTools): () => void;
}

/** What a capture works with. Tracer, meter and logger have the scope `@sightglass/node/<name of the capture>`. */
export interface CaptureTools {
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly logger: Logger;
  readonly settings: CaptureSettings;
}

/** What people choose about captures, read once when the agent starts. */
export interface CaptureSettings {
  /** Whether this signal is sent at all. */
  readonly sends: Readonly<Record<Signal, boolean>>;
  readonly http: HttpSettings;
  readonly database: {
    /** Whether spans hold the text of queries, its literals masked. @defaultValue true */
    readonly queryText: boolean;
  };
  readonly graphql: {
    /** Whether resolvers of the program get spans of their own. @defaultValue false */
    readonly resolvers: boolean;
  };
  readonly genai: {
    /** Whether prompts and answers are kept. @defaultValue false */
    readonly content: boolean;
  };
  readonly logs: {
    /** Whether the ids of trace and span are put into the line that the program prints. @defaultValue false */
    readonly injectTraceContext: boolean;
    /** Whether values whose names are those of secrets (`password`, `authorization` …) are masked. @defaultValue true */
    readonly maskSecrets: boolean;
  };
}

export interface HttpSettings {
  /** Names of headers in lower case whose values become attributes. Those that hold secrets are never among them. */
  readonly headers: {
    readonly serverRequest: readonly string[];
    readonly serverResponse: readonly string[];
    readonly clientRequest: readonly string[];
    readonly clientResponse: readonly string[];
  };
  /** Whether a query parameter's value may be read; all others are masked. @defaultValue none */
  readonly keptQueryNames: ReadonlySet<string>;
  /** Whether requests to this path, without its query, are left alone. @defaultValue none are */
  readonly isIgnoredPath: (path: string) => boolean;
  /** Whether sizes of bodies are measured. @defaultValue false */
  readonly bodySizes: boolean;
}
