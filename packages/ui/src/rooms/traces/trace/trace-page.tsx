import { useLayoutEffect, useState, type ReactElement } from 'react';
import { useAsk } from '../../../ask/use-ask.tsx';
import { Absent } from '../../../parts/absent.tsx';
import { Button } from '../../../parts/button.tsx';
import { formatCount } from '../../../parts/format.ts';
import { usePageTitle } from '../../../parts/page-title.ts';
import { Loading } from '../../../parts/loading.tsx';
import { links } from '../../../url/links.ts';
import type { TraceColumns } from './columns.ts';
import { traceParams } from './questions.ts';
import { readTrace, type Trace } from './read-trace.ts';
import { titleOf } from './trace-headline.tsx';
import { TraceView } from './trace-view.tsx';

export interface TracePageProps {
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** Spans of one request arrive over several seconds: a trace as young as this is asked for again. */
const YOUNG_MS = 60_000;
const ASK_AGAIN_MS = 5_000;
/** A larger one is not, for it travels whole each time. */
const ASK_AGAIN_UP_TO = 10_000;

/** `/traces/:traceId`: one trace, its time and its failures. */
export function TracePage({ params }: TracePageProps): ReactElement {
  const traceId = params['traceId'] ?? '';
  const [shown, setShown] = useState<{ readonly columns: TraceColumns; readonly trace: Trace }>();
  const young = shown?.columns.traceId === traceId && isYoung(shown.columns);
  const { data, error, refetch } = useAsk('traces/:traceId', traceParams(traceId), {
    keepPrevious: false,
    ...(young && { everyMs: ASK_AGAIN_MS }),
  });
  const show = (columns: TraceColumns): void => {
    setShown({ columns, trace: readTrace(columns) });
  };
  // What is being read does not change by itself; only another trace takes its place.
  useLayoutEffect(() => {
    if (data && shown?.columns.traceId !== data.traceId) show(data);
  }, [data, shown]);
  const current = shown && data?.traceId === shown.columns.traceId ? shown : undefined;
  usePageTitle(current ? titleOf(current.trace) : 'Trace');

  if (error && !current) {
    return (
      <Absent what="trace" error={error} onRetry={() => void refetch()} all={links.traces()}>
        Spans are seen within a second or two of their arrival, and are kept as long as the server’s retention of traces
        says.
      </Absent>
    );
  }
  if (!data || !current) return <Loading height="calc(100dvh - var(--bar) - 32px)" what="the trace" />;
  const more = data.total - current.columns.total;
  return (
    <TraceView
      key={`${traceId} ${current.columns.total}`}
      reported={current.trace}
      notice={
        more > 0 && (
          <Button onClick={() => show(data)}>
            Show {formatCount(more)} new {more === 1 ? 'span' : 'spans'}
          </Button>
        )
      }
    />
  );
}

function isYoung({ startUnixNano, durationNano, total }: TraceColumns): boolean {
  if (total > ASK_AGAIN_UP_TO) return false;
  const endMs = Number((BigInt(startUnixNano) + BigInt(durationNano)) / 1_000_000n);
  return Date.now() - endMs < YOUNG_MS;
}
