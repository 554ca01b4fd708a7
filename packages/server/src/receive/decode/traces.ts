/** Spans into rows of `otel_traces`. https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto */
import type { BlockBuilder } from '../../store/native/block.ts';
import { bytesOf } from '../../store/native/growable.ts';
import { clockStamp } from './clock.ts';
import type { Decode } from './decode.ts';
import { Frame } from './frame.ts';
import { warnOfIndexes } from './indexes.ts';
import { Outcome } from './outcome.ts';
import { SpanReader } from './span.ts';
import { timeWindow } from './times.ts';
import { traceColumns } from './trace-columns.ts';

/** Makes a reader of ExportTraceServiceRequests into the rows of a block. */
export function createTraceDecode(block: BlockBuilder): Decode {
  const columns = traceColumns(block);
  const span = new SpanReader();
  let window = timeWindow(0);
  let outcome = new Outcome();
  const frame = new Frame({
    onRecord(start, end) {
      span.read(start, end);
      const reason = span.refusal();
      if (reason !== '') {
        span.check();
        outcome.reject(reason);
        return;
      }
      span.writeRow(columns);
      block.rows++;
      outcome.accepted++;
      outcome.hasTime ||= span.hasTime;
    },
    onScopeEnd: () => frame.fill(columns.frame),
  });
  return (buffer, within, into, project = '') => {
    const body = bytesOf(buffer);
    window = within;
    outcome = into;
    span.begin(body, window, clockStamp(window));
    frame.walk(body, project);
    warnOfIndexes(body, outcome);
  };
}
