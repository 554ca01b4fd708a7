import { SeverityNumber } from '@opentelemetry/api';

/** How severe a line is, as OpenTelemetry says it. */
export interface Severity {
  readonly severityNumber?: SeverityNumber;
  readonly severityText?: string;
}

// Numbers that pino and bunyan share: https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber
const BY_LEVEL = [
  { from: 60, severity: { severityNumber: SeverityNumber.FATAL, severityText: 'FATAL' } },
  { from: 50, severity: { severityNumber: SeverityNumber.ERROR, severityText: 'ERROR' } },
  { from: 40, severity: { severityNumber: SeverityNumber.WARN, severityText: 'WARN' } },
  { from: 30, severity: { severityNumber: SeverityNumber.INFO, severityText: 'INFO' } },
  { from: 20, severity: { severityNumber: SeverityNumber.DEBUG, severityText: 'DEBUG' } },
] as const;
const LEAST: Severity = { severityNumber: SeverityNumber.TRACE, severityText: 'TRACE' };

/** For levels that are numbers, as those of pino and bunyan. Levels of the program's own lie between theirs. */
export function severityOfLevel(level: unknown): Severity {
  if (typeof level !== 'number') return {};
  return BY_LEVEL.find(({ from }) => level >= from)?.severity ?? LEAST;
}

// Levels of npm, cli and syslog as winston has them:
// https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#appendix-b-severitynumber-example-mappings
const BY_NAME: Readonly<Record<string, SeverityNumber>> = {
  emerg: SeverityNumber.FATAL4,
  alert: SeverityNumber.FATAL2,
  crit: SeverityNumber.FATAL,
  fatal: SeverityNumber.FATAL,
  error: SeverityNumber.ERROR,
  warning: SeverityNumber.WARN,
  warn: SeverityNumber.WARN,
  notice: SeverityNumber.INFO2,
  help: SeverityNumber.INFO,
  data: SeverityNumber.INFO,
  info: SeverityNumber.INFO,
  prompt: SeverityNumber.INFO,
  http: SeverityNumber.DEBUG4,
  verbose: SeverityNumber.DEBUG2,
  debug: SeverityNumber.DEBUG,
  input: SeverityNumber.TRACE,
  silly: SeverityNumber.TRACE,
  trace: SeverityNumber.TRACE,
};

/** For levels that are names. Of one that is the program's own only the name is told. */
export function severityOfName(level: unknown): Severity {
  if (typeof level !== 'string') return {};
  const severityNumber = Object.hasOwn(BY_NAME, level) ? BY_NAME[level] : undefined;
  return { severityText: level.toUpperCase(), ...(severityNumber === undefined ? {} : { severityNumber }) };
}
