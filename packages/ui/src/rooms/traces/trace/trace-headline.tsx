import type { ReactElement } from 'react';
import { useAsk } from '../../../ask/use-ask.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { formatCount, formatNanos } from '../../../parts/format.ts';
import { SessionLink } from '../../../parts/session-link.tsx';
import { useSettings, zoneName } from '../../../parts/settings.ts';
import { StatusChip, StatusMark } from '../../../parts/status.tsx';
import { formatDayTime, formatInstant, zoneLabel } from '../../../parts/time.ts';
import { LogsLink } from './logs-link.tsx';
import { spanParams } from './questions.ts';
import type { Trace } from './read-trace.ts';
import { nameOf } from './span-names.ts';
import css from './trace-page.module.css';

export interface TraceHeadlineProps {
  readonly trace: Trace;
  /** Goes to the next failed span. */
  readonly onNextFailed: () => void;
}

/** What the trace is about, in words: what began it, whether it failed, how long, how much, when. */
export function TraceHeadline({ trace, onNextFailed }: TraceHeadlineProps): ReactElement {
  const { spans, failed } = trace;
  const zone = zoneName(useSettings());
  const startMs = Number(spans.startUnixNano / 1_000_000n);
  return (
    <header className={css['headline']}>
      <div className={css['title']}>
        <h1>{titleOf(trace)}</h1>
        {failed > 0 && (
          <button type="button" className={css['failed']} onClick={onNextFailed} title="Go to the next failed span (n)">
            <StatusChip kind="error">{plural(failed, 'failed span')}</StatusChip>
          </button>
        )}
      </div>
      <p className={css['facts']}>
        <strong>{formatNanos(spans.duration)}</strong>
        <span>{plural(spans.count, 'span')}</span>
        <span>{plural(trace.services, 'service')}</span>
        <time dateTime={new Date(startMs).toISOString()} title={formatInstant(startMs, zone)}>
          {formatDayTime(startMs, zone)} {zoneLabel(startMs, zone)}
        </time>
        <LogsLink spans={spans} />
        <SessionOfTrace trace={trace} startMs={startMs} />
        <span className={css['id']}>
          <code>{spans.traceId}</code>
          <CopyButton text={spans.traceId} what="trace id" />
        </span>
      </p>
      <Doubts trace={trace} />
    </header>
  );
}

/** The session in whose page the trace began. A request that a server was the first to see has none. */
function SessionOfTrace({ trace, startMs }: { readonly trace: Trace; readonly startMs: number }): ReactElement {
  const { spans, root } = trace;
  const mayHave = root !== -1 && spans.kind[root] !== 'server' && spans.kind[root] !== 'consumer';
  const params = spanParams(spans.traceId, mayHave ? (spans.id[root] ?? '') : '');
  const { data } = useAsk('traces/:traceId/spans/:spanId', params, { enabled: mayHave });
  return <SessionLink attributes={data?.span.attributes} atMs={startMs} />;
}

/** The name of a trace: its root, and the request that the root made of a service. */
export function titleOf({ spans, root, entry }: Trace): string {
  if (root === -1) return 'A trace without spans';
  return entry === -1 ? nameOf(spans, root) : `${nameOf(spans, root)} → ${nameOf(spans, entry)}`;
}

/** What the reader should know before believing the picture. */
function Doubts({ trace }: { readonly trace: Trace }): ReactElement | null {
  const { spans, tree, suspects } = trace;
  const doubts: { kind: 'warn' | 'silent'; text: string }[] = [];
  if (spans.truncated)
    doubts.push({
      kind: 'warn',
      text: `the first ${formatCount(spans.count)} of ${formatCount(spans.total)} spans are shown`,
    });
  if (tree.orphans > 0)
    doubts.push({ kind: 'silent', text: `${plural(tree.orphans, 'span')} whose parent was never received` });
  if (tree.loops > 0)
    doubts.push({ kind: 'warn', text: `${plural(tree.loops, 'ring')} of spans that are their own ancestors` });
  if (tree.duplicates > 0)
    doubts.push({ kind: 'warn', text: `${plural(tree.duplicates, 'span id')} given more than once` });
  if (suspects > 0)
    doubts.push({ kind: 'warn', text: `${plural(suspects, 'span')} whose clock does not fit its parent’s` });
  if (doubts.length === 0) return null;
  return (
    <ul className={css['doubts']}>
      {doubts.map(({ kind, text }) => (
        <li key={text}>
          <StatusMark kind={kind} />
          {text}
        </li>
      ))}
    </ul>
  );
}

function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}
