import {
  ATTR_SIGHTGLASS_ENTRY_DURATION_MS,
  ATTR_SIGHTGLASS_ENTRY_METADATA,
  ATTR_SIGHTGLASS_ENTRY_NAME,
  ATTR_SIGHTGLASS_ENTRY_TYPE,
  ATTR_URL_PATH,
  ATTR_USER_ID,
  EVENT_SIGHTGLASS_ENTRY,
  SCOPE_BROWSER,
} from '@sightglass/api/semconv';
import type { Attributes } from '@sightglass/otlp';
import { sessionId } from './current.ts';
import type { Running } from './current.ts';
import { createIsOwn } from './page/own.ts';
import { start } from './start-all.ts';
import type { StartOptions } from './start-all.ts';
import { runningPage } from './tracing/running.ts';
import { BROWSER_VERSION } from './version.ts';

const SCOPE = { name: `${SCOPE_BROWSER}/entries`, version: BROWSER_VERSION };
const TYPES = ['navigation', 'resource', 'paint', 'largest-contentful-paint'];
/** Times of the Performance API are smaller: this would be a page of thirty years. */
const EPOCH = 1e12;

/** One thing that was measured. */
export interface RumEntry {
  /** Such as `resource` or `paint`. */
  readonly type: string;
  readonly name: string;
  /** Milliseconds. */
  readonly duration: number;
  /** Milliseconds since the page began, as the Performance API has them, or since the Unix epoch. @defaultValue now */
  readonly timestamp?: number | undefined;
  /** In whose session, by whom and on which path; what is absent is known anyway. What else stands here goes along. */
  readonly metadata?: Attributes & {
    readonly sessionId?: string | undefined;
    readonly userId?: string | undefined;
    readonly page?: string | undefined;
  };
}

/** Takes entries. */
export interface RumMetrics {
  /** Sends one as the event `sightglass.entry`. Never throws. */
  record(entry: RumEntry): void;
}

/**
 * The same as `start`, as a class; beside what that sees it sends each entry of the Performance API (navigation, resources, paints, largest
 * paints), those before it was made included, and what `metrics.record` is given.
 *
 * @throws TypeError for a wrong option, as `start`.
 */
export class RealUserMonitoring {
  readonly config: StartOptions;
  readonly metrics: RumMetrics = { record: (entry) => this.#record(entry) };
  readonly #running: Running;
  #userId: string | undefined;

  constructor(config: StartOptions) {
    this.config = config;
    this.#userId = config.user?.id;
    this.#running = start(config);
    const page = runningPage();
    const isOwn = createIsOwn(config.endpoint);
    page?.on('user', (user) => {
      this.#userId = user?.id;
    });
    for (const type of TYPES) {
      page?.observe(type, (entries) => {
        for (const { entryType, name, duration, startTime } of entries)
          if (!isOwn(name)) this.#record({ type: entryType, name, duration, timestamp: startTime });
      });
    }
  }

  /** Id of the session; empty without consent. */
  get sessionId(): string {
    return sessionId() ?? '';
  }

  /** Who visits, as `setUser` or the option `user` said. */
  getUserId(): string | undefined {
    return this.#userId;
  }

  /** Sees nothing any more; resolves when what waits was sent. */
  stop(): Promise<void> {
    return this.#running.stop();
  }

  #record(entry: RumEntry): void {
    const page = runningPage();
    page?.guarded(() => {
      const { type, name, duration, timestamp: at, metadata = {} } = entry;
      const { sessionId: _, userId, page: path, ...others } = metadata;
      const time = at === undefined ? page.now() : at < EPOCH ? page.timeOf(at) : at;
      page.addLog(SCOPE, {
        eventName: EVENT_SIGHTGLASS_ENTRY,
        time,
        attributes: {
          ...(userId !== undefined && { [ATTR_USER_ID]: userId }),
          ...(path !== undefined && { [ATTR_URL_PATH]: path }),
          [ATTR_SIGHTGLASS_ENTRY_TYPE]: type,
          [ATTR_SIGHTGLASS_ENTRY_NAME]: page.redact(name),
          [ATTR_SIGHTGLASS_ENTRY_DURATION_MS]: duration,
          [ATTR_SIGHTGLASS_ENTRY_METADATA]: Object.keys(others).length > 0 ? others : undefined,
        },
      });
    })();
  }
}
