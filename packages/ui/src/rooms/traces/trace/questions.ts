/** What the page of a trace asks, in one place: the shell asks it while the code of the page is on its way. */
import type { Params } from '../../../ask/ask.ts';
import type { Question } from '../../../ask/use-ask.tsx';
import { boundsParams } from '../../../ask/params.ts';
import { links } from '../../../url/links.ts';
import { paramsOfLogQ } from '../../../url/q.ts';
import { boundsOf, fixedRange, type Bounds, type Range } from '../../../url/range.ts';
import type { Address } from '../../../url/search.ts';
import type { Spans } from './columns.ts';

export function traceParams(traceId: string): Params {
  return { traceId, columns: '1' };
}

export function spanParams(traceId: string, spanId: string): Params {
  return { traceId, spanId };
}

/** Lines are written a little before and after the spans that they belong to: clocks differ, and work goes on. */
const AROUND_MS = 60_000;

/** The time in which the lines of a trace lie. */
export function rangeOfTrace({ startUnixNano, duration }: Pick<Spans, 'startUnixNano' | 'duration'>): Range {
  const startMs = Number(startUnixNano / 1_000_000n);
  return fixedRange(startMs - AROUND_MS, startMs + duration / 1e6 + AROUND_MS);
}

/** How many lines a trace has, or one span of it: what the linked page of logs will show. */
export function logsParams(spans: Pick<Spans, 'traceId' | 'startUnixNano' | 'duration'>, spanId: string): Params {
  const bounds = boundsOf(rangeOfTrace(spans), 0);
  const { q = '' } = links.logsOfTrace(spans.traceId, rangeOfTrace(spans), spanId);
  return { ...boundsParams(bounds), ...paramsOfLogQ(q) };
}

/** The trace of the path, and the span that the address selects. A trace has its own time: the range does not matter. */
export function traceQuestions(address: Address, _: Bounds, path: string): readonly Question[] {
  const traceId = path.slice(path.lastIndexOf('/') + 1);
  const spanId = address.page['span'] ?? '';
  const trace: Question = ['traces/:traceId', traceParams(traceId)];
  return spanId === '' ? [trace] : [trace, ['traces/:traceId/spans/:spanId', spanParams(traceId, spanId)]];
}
