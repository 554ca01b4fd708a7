import { isRecord } from '../../is-record.ts';
import type { CaptureTools } from '../capture.ts';
import type { Listener } from '../logging/late-listener.ts';
import { addException, createLines } from '../logging/line.ts';
import type { Fields, Line } from '../logging/line.ts';
import { severityOfLevel } from '../logging/severity.ts';
import { activeTraceIds, saidElsewhere } from '../logging/trace-ids.ts';

/** Said by the resource or by the record itself; `v` is the version of bunyan's format. */
const SAID_ELSEWHERE = ['level', 'time', 'msg', 'pid', 'hostname', 'v'] as const;

export function createBunyanListener(tools: CaptureTools): Listener {
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
  return (message) => {
    const record = isRecord(message) ? message['record'] : undefined;
    if (!isRecord(record)) return;
    // The record is bunyan's own, made for this line.
    if (injectTraceContext) Object.assign(record, activeTraceIds());
    lines.send(() => read(record));
  };
}
