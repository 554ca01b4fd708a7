import { EVENT_EXCEPTION, EVENT_SIGHTGLASS_MESSAGE } from '@sightglass/api/semconv';
import { createTracker, startCurrent, watchErrors } from '@sightglass/errors/browser/internal';
import type { ErrorsOptions } from '@sightglass/errors/browser/internal';
import type { Capture } from '../../capture.ts';
import { activeSpan } from '../../tracing/active.ts';

/** What of errors is sent. */
export interface ErrorCaptureOptions extends Pick<
  ErrorsOptions,
  'beforeSend' | 'ignore' | 'maxPerMinute' | 'maxSamePerMinute' | 'maxBreadcrumbs'
> {
  /** Events `error` and `unhandledrejection` that the page has kept before. @defaultValue none */
  readonly early?: readonly Event[] | undefined;
}

/**
 * Errors that nobody catches, rejections, and what `captureException` is given; with the steps that led to them, as `navigation()`,
 * `consoleLines()` and the program tell them. In pages and workers.
 */
export function errors(options: ErrorCaptureOptions = {}): Capture {
  return {
    name: 'errors',
    start(page) {
      /** When it happened that is captured, where that is not now. */
      let time: number | undefined;
      const tracker = startCurrent(() =>
        createTracker({
          options,
          sink: {
            addLog(scope, record) {
              const { eventName, severityNumber = 0 } = record;
              if (eventName === EVENT_EXCEPTION) page.emit('error', { isHandled: severityNumber < ERROR });
              page.addLog(
                scope,
                time ? { ...record, time } : record,
                eventName === EVENT_EXCEPTION || eventName === EVENT_SIGHTGLASS_MESSAGE,
              );
            },
            countDropped: page.countDropped,
          },
          activeSpan: spanOfNow,
          tell: page.guarded((problem) => {
            throw problem;
          }),
        }),
      );
      page.onStop(() => void tracker.stop());
      page.on('user', (user) => {
        tracker.program.said = { ...tracker.program.said, user: user ?? {} };
      });
      const look = watchErrors(tracker);
      for (const event of options.early ?? []) {
        time = page.timeOf(event.timeStamp);
        look(event);
      }
      time = undefined;
    },
  };
}

function spanOfNow(): { traceId: string; spanId: string; traceFlags: number } | undefined {
  const span = activeSpan();
  return span && { traceId: span.traceId, spanId: span.spanId, traceFlags: span.traceFlags };
}

/** Severity of what nobody handled, and above. */
const ERROR = 17;
