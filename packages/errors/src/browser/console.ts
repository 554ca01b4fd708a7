import { EVENT_SIGHTGLASS_CONSOLE } from '@sightglass/api/semconv';
import { describe } from '../describe.ts';
import { SEVERITIES } from '../record.ts';
import type { Capturer } from '../tracker.ts';
import { wrap } from './watch.ts';

/** Values of one line that are told. */
const MAX_VALUES = 10;

const LEVELS = { debug: 'debug', log: 'info', info: 'info', warn: 'warning', error: 'error' } as const;

/** Makes a breadcrumb of each line, where lines are steps, and an event of those of `captured`: an exception where an error is among what is printed. */
export function watchConsole(tracker: Capturer, isStep: boolean, captured: readonly string[]): void {
  for (const [name, level] of Object.entries(LEVELS)) {
    wrap(tracker, console, name, (given) => {
      const values = given.slice(0, MAX_VALUES).map(describe);
      const message = values
        .map((value) => (value.stacktrace ? `${value.type}: ${value.message}` : value.message))
        .join(' ');
      if (captured.includes(name)) {
        const error = given[values.findIndex(({ stacktrace }) => stacktrace)];
        if (error) tracker.capture(error, { level, mechanism: 'console' }, () => '');
        else {
          const record = { eventName: EVENT_SIGHTGLASS_CONSOLE, severityNumber: SEVERITIES[level], body: message };
          tracker.emit(record, message.replace(/\d+/g, ''));
        }
      }
      if (isStep) tracker.addBreadcrumb({ category: 'console', level, message });
    });
  }
}
