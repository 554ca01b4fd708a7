import { format, inspect } from 'node:util';
import type { Level } from '../event.ts';
import type { Capturer } from '../tracker.ts';
import { listenToChannel } from './listen.ts';

const MAX_TEXT = 1024;
/** Values of one line that are told. */
const MAX_VALUES = 10;

const LEVELS: Readonly<Record<string, Level>> = {
  debug: 'debug',
  log: 'info',
  info: 'info',
  warn: 'warning',
  error: 'error',
};

/**
 * Makes a breadcrumb of each line of the console. Nothing is wrapped: Node tells of them by itself, from version 22 on; before, there are none.
 */
export function watchConsole(tracker: Capturer): void {
  for (const [name, level] of Object.entries(LEVELS)) {
    listenToChannel(tracker, `console.${name}`, (given) => {
      if (Array.isArray(given)) tracker.addBreadcrumb({ category: 'console', level, message: textOf(given) });
    });
  }
}

/** The line, about as it is printed. */
function textOf(given: readonly unknown[]): string {
  return format(...given.slice(0, MAX_VALUES).map((value) => shown(value))).slice(0, MAX_TEXT);
}

function shown(value: unknown): unknown {
  if (typeof value === 'string') return value.slice(0, MAX_TEXT);
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  // Without the program's own ways of showing a value: what they do would be done twice.
  if (typeof value === 'object' && value !== null)
    return inspect(value, {
      customInspect: false,
      depth: 1,
      maxArrayLength: 10,
      maxStringLength: 256,
      breakLength: Infinity,
    });
  return typeof value === 'function' ? 'function' : value;
}
