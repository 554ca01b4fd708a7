/** How grave a line is: the names of the six ranges that OpenTelemetry's log data model gives to severity numbers. */

/** The gravest first. */
export const SEVERITIES = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'unset'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Each range has four numbers: 1–4 trace, 5–8 debug … 21–24 fatal; 0 was not set. */
const BY_RANGE = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const;

export function severityOf(severityNumber: number): Severity {
  return severityNumber < 1 ? 'unset' : (BY_RANGE[Math.floor((severityNumber - 1) / 4)] ?? 'unset');
}

export function isSeverity(name: string | undefined): name is Severity {
  return (SEVERITIES as readonly (string | undefined)[]).includes(name);
}

/** What is counted as an error in the words of the page. */
export function isError(severity: Severity): boolean {
  return severity === 'fatal' || severity === 'error';
}
