import { formatWithOptions } from 'node:util';
import { SeverityNumber } from '@opentelemetry/api';
import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sightglass/api/semconv';
import type { CaptureTools } from '../capture.ts';
import type { Listener } from '../logging/late-listener.ts';
import { createLines } from '../logging/line.ts';
import type { Fields } from '../logging/line.ts';
import { loggable, shortened } from '../logging/loggable.ts';
import type { Severity } from '../logging/severity.ts';

const SEVERITIES: Readonly<Record<string, Severity>> = {
  debug: { severityNumber: SeverityNumber.DEBUG, severityText: 'DEBUG' },
  log: { severityNumber: SeverityNumber.INFO, severityText: 'INFO' },
  info: { severityNumber: SeverityNumber.INFO, severityText: 'INFO' },
  warn: { severityNumber: SeverityNumber.WARN, severityText: 'WARN' },
  error: { severityNumber: SeverityNumber.ERROR, severityText: 'ERROR' },
};

// Without the program's own ways of showing a value: what they do would be done twice.
const SHOWN = {
  customInspect: false,
  depth: 4,
  maxArrayLength: 100,
  maxStringLength: 16 * 1024,
  breakLength: Infinity,
};

/** Of one method: `log`, `error`. */
export function createConsoleListener(tools: CaptureTools, method: string): Listener {
  const lines = createLines(tools);
  const severity = SEVERITIES[method];
  return (given) => {
    if (!Array.isArray(given)) return;
    lines.send(() => ({
      ...severity,
      body: shortened(formatWithOptions(SHOWN, ...given)),
      attributes: exceptionIn(given),
    }));
  };
}

/** The first error that was given. */
function exceptionIn(given: readonly unknown[]): Fields {
  const error = given.find((value) => value instanceof Error);
  if (!(error instanceof Error)) return {};
  return {
    [ATTR_EXCEPTION_TYPE]: error.name,
    [ATTR_EXCEPTION_MESSAGE]: loggable(error.message),
    [ATTR_EXCEPTION_STACKTRACE]: loggable(error.stack),
  };
}
