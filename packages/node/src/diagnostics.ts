import { diag, DiagLogLevel } from '@opentelemetry/api';
import type { DiagLogger } from '@opentelemetry/api';
import { diagLogLevelFromString, getBooleanFromEnv, getStringFromEnv } from '@opentelemetry/core';
import { inspect } from 'node:util';

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
  const asked = getStringFromEnv('OTEL_LOG_LEVEL')?.trim();
  if (asked !== undefined) return diagLogLevelFromString(asked);
  return getBooleanFromEnv('SIGHTGLASS_DEBUG') ? DiagLogLevel.DEBUG : undefined;
}

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
