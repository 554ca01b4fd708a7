import { useCallback, useMemo, useState } from 'react';
import type { Params } from '../../ask/ask.ts';
import type { Answers } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { withoutRepeated, type LogLine } from './log-line.ts';

type Page = Answers['logs'];

export interface LogPages {
  /** Undefined until the first answer. */
  readonly lines: readonly LogLine[] | undefined;
  readonly answer: Page | undefined;
  readonly error: Error | null;
  readonly retry: () => void;
  /** Whether there are older lines than these. */
  readonly isMore: boolean;
  /** Asks for older lines; again while they are on their way is no second question. */
  readonly more: () => void;
  readonly moreError: Error | null;
  readonly retryMore: () => void;
}

/** A list as it grows from page to page. A new answer to its first page begins it anew. */
export function useLogPages(params: Params): LogPages {
  const first = useAsk('logs', params);
  const [read, setRead] = useState<{ readonly first: Page | undefined; readonly pages: readonly Page[] }>();
  const [wanted, setWanted] = useState<Page>();
  const pages = useMemo(
    () => (first.data === undefined ? [] : [first.data, ...(read?.first === first.data ? read.pages : [])]),
    [first.data, read],
  );
  const last = pages.at(-1);
  const cursor = last !== undefined && wanted === last ? (last.next ?? '') : '';
  const next = useAsk('logs', { ...params, cursor }, { enabled: cursor !== '', keepPrevious: false });
  if (cursor !== '' && next.data !== undefined) setRead({ first: first.data, pages: [...pages.slice(1), next.data] });
  const lines = useMemo(
    () => (first.data === undefined ? undefined : withoutRepeated(pages.flatMap(({ items }) => items))),
    [first.data, pages],
  );
  return {
    lines,
    answer: first.data,
    error: first.error,
    retry: () => void first.refetch(),
    isMore: typeof last?.next === 'string',
    more: useCallback(() => setWanted(last), [last]),
    moreError: cursor === '' ? null : next.error,
    retryMore: () => void next.refetch(),
  };
}
