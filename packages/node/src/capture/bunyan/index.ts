import diagnosticsChannel from 'node:diagnostics_channel';
import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import { guarded } from '../guarded.ts';
import { addException, createLines } from '../logging/line.ts';
import type { Fields, Line } from '../logging/line.ts';
import { severityOfLevel } from '../logging/severity.ts';
import { activeTraceIds, saidElsewhere } from '../logging/trace-ids.ts';
import { RECORD_CHANNEL } from './patch.ts';

/** Said by the resource or by the record itself; `v` is the version of bunyan's format. */
const SAID_ELSEWHERE = ['level', 'time', 'msg', 'pid', 'hostname', 'v'] as const;

/** Sends what bunyan prints, after its serializers, with the ids of the active span. */
export function startBunyanCapture(tools: CaptureTools): () => void {
  const lines = createLines(tools);
  const { injectTraceContext } = tools.settings.logs;
  const skipped = saidElsewhere(SAID_ELSEWHERE, injectTraceContext);

  const read = (record: Record<string, unknown>): Line => {
    const attributes: Fields = {};
    for (const name of Object.keys(record)) {
      const value = record[name];
      if (skipped.has(name) || value === undefined) continue;
      if (name !== 'err' || !addException(lines, attributes, name, value)) lines.add(attributes, name, value);
    }
    return { ...severityOfLevel(record['level']), body: lines.body(record['msg']), attributes };
  };
  const listener = guarded('bunyan capture', (message: unknown) => {
    const record = isRecord(message) ? message['record'] : undefined;
    if (!isRecord(record)) return;
    // The record is bunyan's own, made for this line.
    if (injectTraceContext) Object.assign(record, activeTraceIds());
    lines.send(() => read(record));
  });
  diagnosticsChannel.subscribe(RECORD_CHANNEL, listener);
  return () => diagnosticsChannel.unsubscribe(RECORD_CHANNEL, listener);
}
