import type { DropReason, DroppedSignal } from '@sightglass/api/semconv';
import type { Attributes, LogRecord, MetricRecord, Scope, SpanRecord } from '@sightglass/otlp';
import type { PageUser } from './assemble/user.ts';

/** One source of what is seen in a page. Each folder of `capture/` makes one. */
export interface Capture {
  /** Short and fixed, such as `web_vitals`: names the capture in counts of its own faults. */
  readonly name: string;
  /**
   * Begins to look. Called once, when the page is monitored; of a page that is prerendered, when somebody gets to see it. What it throws is
   * counted, and the others go on.
   */
  start(page: Page): void;
}

/** One visit, over all tabs of an origin. */
export interface Session {
  /** UUIDv7. */
  readonly id: string;
  /** Whether more than its start and its errors are sent: by a hash of the id, so that everybody comes to the same answer. */
  readonly isSampled: boolean;
  /** Share of sessions that are. Default 1. */
  readonly sampleRatio?: number;
}

/** One page view: a load, a change of route, a return from the back/forward cache. */
export interface View {
  /** UUIDv7. */
  readonly id: string;
  /** Address, redacted. */
  readonly url: string;
  readonly path: string;
  /** Route template such as `/product/:id`, where somebody said it or the path gives it away. */
  readonly route: string;
  /** Milliseconds since the Unix epoch. */
  readonly start: number;
}

/** What happens to the page as a whole. */
export interface PageEvents {
  /** Another view began. */
  view: View;
  /** Another session began. */
  session: Session;
  /** An error was captured and is about to be sent. */
  error: { readonly isHandled: boolean };
  /** Somebody else visits, or nobody known. */
  user: PageUser | null;
  /** What observers have not told of yet is asked for. */
  take: undefined;
  /** The page is hidden or goes away: the last chance, more than once. Vitals have reported before. */
  leave: undefined;
  /** A request of the page begins. */
  call: undefined;
  /** A request of the page ended; what failed is `isFailed`. */
  request: { readonly url: string; readonly isFailed: boolean };
  /** The SDK is stopped. */
  stop: undefined;
}

/** How entries of the Performance API are asked for. */
export interface ObserverOptions extends PerformanceObserverInit {
  /** Milliseconds that an event takes at least. https://w3c.github.io/event-timing/#sec-modifications-perf-timeline */
  readonly durationThreshold?: number;
}

/** What a capture sees of the page and of the SDK. No method throws. */
export interface Page {
  /**
   * Sends an event with what is known of every record: session, user, page; attributes that it has already stay. Not in a session that is not
   * sampled, unless `isAlways`.
   */
  addLog(scope: Scope, record: LogRecord, isAlways?: boolean): void;
  /** Sends a record of any kind, likewise, once `encode` has made JSON of it; `''` where it cannot. */
  addRecord<Sent extends LogRecord | SpanRecord>(
    signal: 'logs' | 'traces',
    scope: Scope,
    record: Sent,
    encode: (record: Sent, session: Session) => string,
  ): void;
  /** Sends a metric, which counts for whom it may count: also of sessions that are not sampled. */
  addMetric(scope: Scope, metric: MetricRecord): void;
  /** Counts what a capture had to leave out. */
  readonly countDropped: (signal: DroppedSignal, reason: DropReason, records: number) => void;
  /** The session of now; looks whether it has become too old. Undefined before consent. */
  session(): Session | undefined;
  /** Something the person did: keeps the session from ending. */
  touch(): void;
  view(): View;
  /** Begins another view; `type` as in the attribute `sightglass.navigation.type`. */
  beginView(type: string, start?: number): View;
  /** Names the route of the view that is shown. */
  setRoute(route: string): void;
  /** Attributes of the program's own: on every record from now on. */
  setAttributes(attributes: Attributes): void;
  /** Milliseconds since the Unix epoch, with a fraction, from a clock that does not jump. */
  now(): number;
  /** The same for a time of the Performance API. */
  timeOf(performanceTime: number): number;
  /** An address without what is nobody's business: values of the query string, credentials, the fragment. */
  redact(url: string): string;
  /** Where the SDK itself sends to, as it was said. */
  readonly endpoint: string;
  /** Runs when the page has nothing else to do: what starting need not wait for. Before another view begins, and before `leave` is told. */
  soon(run: () => void): void;
  /** Runs once after that many milliseconds, unless the SDK is stopped before; with the timer that nobody has patched. */
  after(delayMs: number, run: () => void): void;
  /** A function that throws nothing; what `run` throws is counted under the name of its capture. */
  guarded<Given extends unknown[], Result>(run: (...given: Given) => Result): (...given: Given) => Result | undefined;
  /** Listens until the SDK is stopped; passive, in the capture phase unless said otherwise. */
  listen(target: EventTarget, type: string, run: (event: Event) => void, options?: AddEventListenerOptions): void;
  /**
   * Entries of the Performance API, of one type or several, buffered ones first, the last ones before `leave` is told; false where the browser has
   * no such entries.
   */
  observe(
    types: string | readonly string[],
    run: (entries: PerformanceEntryList) => void,
    options?: ObserverOptions,
  ): boolean;
  on<Name extends keyof PageEvents>(name: Name, run: (event: PageEvents[Name]) => void): void;
  emit<Name extends keyof PageEvents>(name: Name, event: PageEvents[Name]): void;
  /** Called when the SDK is stopped. */
  onStop(undo: () => void): void;
}

/** Sees the call of a native function. The arguments may be changed in place. */
export type WrapBefore = (given: unknown[], self: unknown) => ((result: unknown) => unknown) | void;
