/**
 * Severities of log records by the names of their ranges: TRACE 1-4, DEBUG 5-8, INFO 9-12, WARN 13-16, ERROR 17-20, FATAL 21-24, 0 where none
 * was given. https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
 */
export const SEVERITIES = ['unset', 'trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

/** Name of a range of severity numbers. */
export type Severity = (typeof SEVERITIES)[number];

/** Numbers in one range. */
const WIDTH = 4;
const MOST = 24;

/** Which of the severities a record's number lies in, from 0, as SQL. */
export const SEVERITY_AT: string = `least(intDiv(SeverityNumber + ${WIDTH - 1}, ${WIDTH}), ${SEVERITIES.length - 1})`;

/** The name of that severity, as SQL. */
export const SEVERITY_NAME: string = `[${SEVERITIES.map((name) => `'${name}'`).join(', ')}][${SEVERITY_AT} + 1]`;

/** The numbers that a name in any case, or a number, stands for: first and last. `undefined` when it is neither. */
export function rangeOfSeverity(text: string): readonly [number, number] | undefined {
  const at = SEVERITIES.findIndex((name) => name === text.toLowerCase());
  // Beyond 24 nothing is defined, but the column can hold it: it counts as fatal.
  if (at >= 0) return at === 0 ? [0, 0] : [(at - 1) * WIDTH + 1, at === SEVERITIES.length - 1 ? 255 : at * WIDTH];
  const number = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  return number <= MOST ? [number, number] : undefined;
}
