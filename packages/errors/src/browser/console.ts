import { EVENT_SIGHTGLASS_CONSOLE } from '@sightglass/api/semconv';
import { jsonOf, read } from '../bounded.ts';
import type { Level } from '../event.ts';
import { SEVERITIES } from '../record.ts';
import type { Capturer } from '../tracker.ts';
import { wrap } from './watch.ts';

const MAX_TEXT = 1024;
const LEVELS: Readonly<Record<string, Level>> = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warning',
  error: 'error',
};

/** Makes a breadcrumb of each line, and an event of those of `captured`: an exception where an error is among what is printed. */
export function watchConsole(tracker: Capturer, captured: readonly string[]): void {
  for (const [name, level] of Object.entries(LEVELS)) {
    wrap(tracker, console, name, (given) => {
      const message = given.map(textOf).join(' ');
      const error = given.find((item) => read(item, 'stack'));
      if (captured.includes(name)) {
        const [severityNumber, severityText] = SEVERITIES[level];
        if (error) tracker.capture(error, { level, mechanism: 'console' }, () => '');
        else
          tracker.emit(
            { eventName: EVENT_SIGHTGLASS_CONSOLE, severityNumber, severityText, body: message },
            message.replace(/\d+/g, ''),
          );
      }
      tracker.addBreadcrumb({ category: 'console', level, message });
    });
  }
}

function textOf(item: unknown): string {
  const message = read(item, 'message');
  if (typeof message === 'string') return `${String(read(item, 'name'))}: ${message}`;
  return typeof item === 'object' ? (jsonOf(item, MAX_TEXT, MAX_TEXT) ?? 'Object') : String(item).slice(0, MAX_TEXT);
}
