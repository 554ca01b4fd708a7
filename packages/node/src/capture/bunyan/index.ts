import diagnosticsChannel from 'node:diagnostics_channel';
import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { bodyOf, createLineSender, isFields, maskAddress, withException } from '../logging/line.ts';
import type { Line } from '../logging/line.ts';
import { loggable } from '../logging/loggable.ts';
import { severityOfLevel } from '../logging/severity.ts';
import { activeTraceIds, withoutTraceIds } from '../logging/trace-ids.ts';
import { RECORD_CHANNEL } from './patch.ts';

/** Said by the resource or by the record itself; `v` is the version of bunyan's format. */
const FIELDS_SAID_ELSEWHERE = ['level', 'time', 'msg', 'pid', 'hostname', 'v'] as const;

/** Sends what bunyan prints, after its serializers, with the ids of the active span. */
export function startBunyanCapture(tools: CaptureTools): () => void {
  const send = createLineSender(tools);
  const { injectTraceContext } = tools.settings.logs;
  const listener = guarded('bunyan capture', (message: unknown) => {
    const record = isRecord(message) ? message['record'] : undefined;
    if (!isRecord(record)) return;
    // The record is bunyan's own, made for this line.
    if (injectTraceContext) Object.assign(record, activeTraceIds());
    send(() => lineOf(record, injectTraceContext));
  });
  diagnosticsChannel.subscribe(RECORD_CHANNEL, listener);
  return () => diagnosticsChannel.unsubscribe(RECORD_CHANNEL, listener);
}

function lineOf(record: Record<string, unknown>, isInjected: boolean): Line {
  const fields = loggable(record);
  const attributes = isFields(fields) ? fields : {};
  for (const name of FIELDS_SAID_ELSEWHERE) delete attributes[name];
  if (isInjected) withoutTraceIds(attributes);
  maskAddress(attributes['req']);
  return {
    ...severityOfLevel(record['level']),
    body: bodyOf(record['msg']),
    attributes: withException(attributes, 'err'),
  };
}
