/** What the page of a trace asks, in one place: the shell asks it while the code of the page is on its way. */
import type { Params } from '../../../ask/ask.ts';
import type { Question } from '../../../ask/use-ask.tsx';
import type { Bounds } from '../../../url/range.ts';
import type { Address } from '../../../url/search.ts';

export function traceParams(traceId: string): Params {
  return { traceId, columns: '1' };
}

export function spanParams(traceId: string, spanId: string): Params {
  return { traceId, spanId };
}

/** The trace of the path, and the span that the address selects. A trace has its own time: the range does not matter. */
export function traceQuestions(address: Address, _: Bounds, path: string): readonly Question[] {
  const traceId = path.slice(path.lastIndexOf('/') + 1);
  const spanId = address.page['span'] ?? '';
  const trace: Question = ['traces/:traceId', traceParams(traceId)];
  return spanId === '' ? [trace] : [trace, ['traces/:traceId/spans/:spanId', spanParams(traceId, spanId)]];
}
