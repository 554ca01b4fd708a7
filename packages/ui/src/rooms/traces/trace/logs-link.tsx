import { ScrollText } from 'lucide-react';
import type { ReactElement } from 'react';
import { useAsk } from '../../../ask/use-ask.tsx';
import { formatCount } from '../../../parts/format.ts';
import { A } from '../../../url/link.tsx';
import { links } from '../../../url/links.ts';
import type { Spans } from './columns.ts';
import { logsParams, rangeOfTrace } from './questions.ts';
import css from './logs-link.module.css';

export interface LogsLinkProps {
  readonly spans: Spans;
  /** Of one span, or of the whole trace. */
  readonly spanId?: string;
}

/** How many log lines were written during a trace or a span, and the way to them; none is said, not linked. */
export function LogsLink({ spans, spanId = '' }: LogsLinkProps): ReactElement | null {
  const range = rangeOfTrace(spans);
  const { data, error } = useAsk('logs/histogram', logsParams(spans, spanId), { keepPrevious: false });
  const whose = spanId === '' ? 'this trace' : 'this span';
  if (data === undefined && error === null) return <span className={css['quiet']}>Logs of {whose} …</span>;
  if (data?.total === 0) return <span className={css['quiet']}>No logs of {whose}</span>;
  // Without a number the way is still there: the lines may be, too.
  const count = data === undefined ? 'Logs' : `${formatCount(data.total)} ${data.total === 1 ? 'log' : 'logs'}`;
  return (
    <A to={links.logsOfTrace(spans.traceId, range, spanId)} className={css['link']}>
      <ScrollText size={14} aria-hidden="true" />
      {count} of {whose}
    </A>
  );
}
