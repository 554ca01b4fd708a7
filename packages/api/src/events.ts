import { logs, SeverityNumber } from '@opentelemetry/api';
import type { Attributes, Logger, LoggerProvider } from '@opentelemetry/api';
import { copyAttributes } from './attributes.ts';
import { callText, refuse, show } from './refusal.ts';
import { isReservedEventName } from './semconv/events.ts';
import { ATTR_LOG_RECORD_UID } from './semconv/runtime.ts';
import { SCOPE_API } from './semconv/scopes.ts';
import { createUuidV7 } from './uuid-v7.ts';

const MAX_NAME_CHARACTERS = 255;

let provider: LoggerProvider | undefined;
let logger: Logger | undefined;

export function event(name: string, attributes?: Attributes): void {
  try {
    const wanted = currentLogger();
    // Without an SDK this is where it ends. Asked without the name, which may be anything yet.
    if (!wanted.enabled({ severityNumber: SeverityNumber.INFO }) || !isEventName(name)) return;
    const timestamp = Date.now();
    wanted.emit({
      eventName: name,
      severityNumber: SeverityNumber.INFO,
      timestamp,
      attributes: { [ATTR_LOG_RECORD_UID]: createUuidV7(timestamp), ...copyAttributes('event', name, attributes) },
    });
  } catch (error) {
    const call = callText('event', name);
    refuse('logs', `failed ${call}`, `${call}: not recorded, the SDK failed with ${show(error)}`);
  }
}

function currentLogger(): Logger {
  const current = logs.getLoggerProvider();
  if (current !== provider || logger === undefined) {
    logger = current.getLogger(SCOPE_API);
    provider = current;
  }
  return logger;
}

function isEventName(name: unknown): boolean {
  if (typeof name !== 'string' || name === '' || name.length > MAX_NAME_CHARACTERS) {
    refuse(
      'logs',
      `name event ${show(name)}`,
      `${callText('event', name)}: an event's name must be a text of 1 to ${MAX_NAME_CHARACTERS} characters; nothing was recorded`,
    );
    return false;
  }
  if (isReservedEventName(name)) {
    refuse(
      'logs',
      `reserved event ${name}`,
      `${callText('event', name)}: this name belongs to the SDK that makes the event (see docs/events.md), use another; nothing was recorded`,
    );
    return false;
  }
  return true;
}
