import type { Answer, Page, Scope } from './scope.ts';
import type { Source } from './statement.ts';
import { summariseOperations, type Summary, type Window } from './summary.ts';

/** Requests, failures and durations of one operation: spans of one name and kind. */
export interface OperationSummary extends Summary {
  operation: string;
  kind: string;
  /** Of the time that all operations of the service took together. */
  timeShare: number;
}

/** Operations of the one service that the scope names, busiest first. */
export async function askOperations(
  source: Source,
  scope: Scope,
  window: Window,
): Promise<Answer<Page<OperationSummary>>> {
  const { range, body } = await summariseOperations(source, scope, ['SpanName', 'SpanKind'], window);
  const items = body.items.map(({ keys, summary, timeShare }) => ({
    operation: keys[0] ?? '',
    kind: (keys[1] ?? '').toLowerCase(),
    ...summary,
    timeShare,
  }));
  return { range, body: { items, more: body.more } };
}
