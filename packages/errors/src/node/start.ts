import { trace } from '@opentelemetry/api';
import type { Consent } from '@sightglass/otlp';
import { startCurrent } from '../current.ts';
import { checkOptions } from '../options.ts';
import type { ErrorsOptions } from '../options.ts';
import { MAX_BREADCRUMBS } from '../scope.ts';
import { DESTINATION_RULES } from '../sink.ts';
import type { Destination } from '../sink.ts';
import { createTracker } from '../tracker.ts';
import type { Tracker } from '../tracker.ts';
import { destinationOf } from './destination.ts';
import { listenToChannel } from './listen.ts';
import { createAsyncScopes } from './scopes.ts';
import { watchProgram } from './watch-program.ts';

/**
 * What a program says: where to send, and what to capture. Without `client`, `logger`, `emit` and `endpoint`, errors go to the OpenTelemetry SDK of
 * the program (`@sightglass/node` is one), or, where there is none, to the address that the environment names.
 */
export interface NodeErrorsOptions extends ErrorsOptions, Destination {
  /**
   * Where to send with a client of its own: the address before `/v1/logs`. Environment, where no SDK was started before:
   * `OTEL_EXPORTER_OTLP_ENDPOINT`, `SIGHTGLASS_ENDPOINT`.
   */
  readonly endpoint?: string | undefined;
  /** Key of the server. Environment: `SIGHTGLASS_KEY`. */
  readonly key?: string | undefined;
  /** `service.name`. Environment: `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `SIGHTGLASS_SERVICE`. @defaultValue `unknown_service:node` */
  readonly service?: string | undefined;
  /** `service.version`. Environment: `OTEL_RESOURCE_ATTRIBUTES`, `SIGHTGLASS_RELEASE`. */
  readonly release?: string | undefined;
  /** `deployment.environment.name`. Environment: `OTEL_RESOURCE_ATTRIBUTES`, `SIGHTGLASS_ENVIRONMENT`. */
  readonly environment?: string | undefined;
  /** Whether may be sent and stored. @defaultValue `granted` */
  readonly consent?: Consent | undefined;
  /** Folder for what could not be sent yet; a later process sends it. Environment: `SIGHTGLASS_BUFFER_DIR`. @defaultValue memory alone */
  readonly bufferDir?: string | undefined;
  /** Keeps the last steps of the program (lines of the console, requests it made), sent with errors alone. @defaultValue true */
  readonly breadcrumbs?: boolean | undefined;
}

const RULES = `${DESTINATION_RULES}endpoint:string key:string service:string release:string environment:string consent:string bufferDir:string breadcrumbs:boolean `;

/**
 * Starts capturing what nobody catches in a Node program, uncaught errors and unhandled rejections, beside what `captureException` is given. What the
 * program does then, its exit code and what it prints stay as they are. Each request to a server of `node:http` has a scope of its own, as has each
 * call of `withScope`, along asynchronous calls. Where a tracker runs already, that one is returned and the options have no effect.
 *
 * @throws TypeError for a wrong option, RangeError for an endpoint that is no address, naming option, value and remedy. Nothing else is thrown,
 * then or later.
 */
export function start(options: NodeErrorsOptions = {}): Tracker {
  checkOptions(options, RULES);
  return startCurrent(() => {
    const scopes = createAsyncScopes(options.maxBreadcrumbs ?? MAX_BREADCRUMBS);
    const tracker = createTracker({ options, sink: destinationOf(options), scopes, activeSpan });
    listenToChannel(tracker, 'http.server.request.start', () => scopes.begin());
    watchProgram(tracker, options.breadcrumbs ?? true);
    return tracker;
  });
}

/** The span in which an error happened: Node keeps the context of what fails, also for what nobody catches. */
function activeSpan(): { traceId: string; spanId: string; traceFlags: number } | undefined {
  const { traceId, spanId, traceFlags } = trace.getActiveSpan()?.spanContext() ?? {};
  return traceId === undefined || spanId === undefined || traceFlags === undefined
    ? undefined
    : { traceId, spanId, traceFlags };
}
