import type { Context } from '@opentelemetry/api';
import { isRecord } from '../../is-record.ts';
import { currentContext } from '../../tracer/context/storage.ts';
import type { CaptureTools } from '../capture.ts';
import type { Listener } from '../logging/late-listener.ts';
import { createLines } from '../logging/line.ts';
import { activeTraceIds } from '../logging/trace-ids.ts';
import { createInfoReader, levelOf } from './info.ts';
import { LINE_CHANNEL, WAIT_CHANNEL, WRITE_CHANNEL } from './patch.ts';

/** What is done with the messages of each channel. */
export function createWinstonListeners(tools: CaptureTools): ReadonlyMap<string, Listener> {
  const lines = createLines(tools);
  const { injectTraceContext } = tools.settings.logs;
  const read = createInfoReader(lines, injectTraceContext);
  const waiting = new WeakMap<object, Context>();

  const listeners = new Map<string, Listener>();
  listeners.set(WAIT_CHANNEL, (message) => {
    const info = isRecord(message) ? message['info'] : undefined;
    if (isRecord(info)) waiting.set(info, currentContext());
  });
  listeners.set(LINE_CHANNEL, (message) => {
    if (!isRecord(message)) return;
    const { logger, info, written } = message;
    if (!isRecord(info) || !isRecord(logger) || !isPrinted(logger, info)) return;
    const context = isRecord(written) ? waiting.get(written) : undefined;
    lines.send(() => (context === undefined ? read(info) : { ...read(info), context }));
  });
  if (injectTraceContext) {
    listeners.set(WRITE_CHANNEL, (message) => {
      const info = isRecord(message) ? message['info'] : undefined;
      // Not assigned: what is logged may be frozen.
      if (isRecord(info)) for (const [name, id] of Object.entries(activeTraceIds() ?? {})) Reflect.set(info, name, id);
    });
  }
  return listeners;
}

/** Levels are looked at by transports, after the logger has formatted the line. */
function isPrinted(logger: Record<PropertyKey, unknown>, info: Record<PropertyKey, unknown>): boolean {
  const { isLevelEnabled } = logger;
  if (typeof isLevelEnabled !== 'function') return true;
  return Reflect.apply(isLevelEnabled, logger, [levelOf(info)]) !== false;
}
