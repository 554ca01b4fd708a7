import { diag, DiagLogLevel } from '@opentelemetry/api';
import type { DiagLogger } from '@opentelemetry/api';
import { inspect } from 'node:util';
import { choiceFrom, flagFrom, textFrom } from './config/environment.ts';

/**
 * Lets the agent speak on stderr, if somebody asked for it: option `debug`, `OTEL_LOG_LEVEL` or `SIGHTGLASS_DEBUG`.
 * Nobody asked: it stays silent, whatever happens.
 */
export function startDiagnostics(debug: boolean | undefined): void {
  const level = levelOf(debug);
  if (level === undefined) return;
  diag.setLogger(stderrLogger, { logLevel: level, suppressOverrideMessage: true });
}

function levelOf(debug: boolean | undefined): DiagLogLevel | undefined {
  if (debug !== undefined) return debug ? DiagLogLevel.DEBUG : undefined;
  if (textFrom('OTEL_LOG_LEVEL') !== undefined) return LEVELS[choiceFrom('OTEL_LOG_LEVEL', LEVEL_NAMES, 'info')];
  return flagFrom('SIGHTGLASS_DEBUG') === true ? DiagLogLevel.DEBUG : undefined;
}

const LEVEL_NAMES = ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'] as const;
const LEVELS: Readonly<Record<(typeof LEVEL_NAMES)[number], DiagLogLevel>> = {
  none: DiagLogLevel.NONE,
  error: DiagLogLevel.ERROR,
  warn: DiagLogLevel.WARN,
  info: DiagLogLevel.INFO,
  debug: DiagLogLevel.DEBUG,
  verbose: DiagLogLevel.VERBOSE,
  all: DiagLogLevel.ALL,
};

// Not console: stdout belongs to the program, and console.* may be wrapped or watched.
const stderrLogger: DiagLogger = {
  error: (message, ...more) => write('error', message, more),
  warn: (message, ...more) => write('warn', message, more),
  info: (message, ...more) => write('info', message, more),
  debug: (message, ...more) => write('debug', message, more),
  verbose: (message, ...more) => write('verbose', message, more),
};

function write(level: string, message: string, more: unknown[]): void {
  const details = more.map((detail) => ` ${typeof detail === 'string' ? detail : inspect(detail, { depth: 3 })}`);
  process.stderr.write(`sightglass ${level}: ${message}${details.join('')}\n`);
}
