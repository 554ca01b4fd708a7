import diagnosticsChannel from 'node:diagnostics_channel';
import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { createLines } from '../logging/line.ts';
import { startInjection } from './injection.ts';
import { createLineReader } from './line.ts';
import type { LineMessage } from './line.ts';

const CHANNEL = 'tracing:pino_asJson:end';

/** Sends what pino prints as log records with the ids of the active span. What is printed stays byte for byte as it was. */
export function startPinoCapture(tools: CaptureTools): () => void {
  const lines = createLines(tools);
  const { injectTraceContext } = tools.settings.logs;
  const read = createLineReader(lines, injectTraceContext);
  const listener = guarded('pino capture', (message: unknown) => {
    if (isLineMessage(message)) lines.send(() => read(message));
  });
  // Before the listener: the logger is as it was when that reads its settings.
  const stopInjection = injectTraceContext ? startInjection() : undefined;
  diagnosticsChannel.subscribe(CHANNEL, listener);
  return () => {
    diagnosticsChannel.unsubscribe(CHANNEL, listener);
    stopInjection?.();
  };
}

function isLineMessage(message: unknown): message is LineMessage {
  return (
    isRecord(message) &&
    isRecord(message['instance']) &&
    typeof message['result'] === 'string' &&
    isRecord(message['arguments'])
  );
}
