import { X } from 'lucide-react';
import { useEffect, useMemo, useRef, type ReactElement, type ReactNode } from 'react';
import { useAsk } from '../../../ask/use-ask.tsx';
import { Button } from '../../../parts/button.tsx';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { formatNanos } from '../../../parts/format.ts';
import { msOfNanos } from '../../../parts/time.ts';
import { SessionLink } from '../../../parts/session-link.tsx';
import { ServiceName } from '../../../parts/service-name.tsx';
import { Loading } from '../../../parts/loading.tsx';
import { Problem } from '../../../parts/states.tsx';
import { AttributeList } from '../../../parts/attributes/attribute-list.tsx';
import { LogsLink } from './logs-link.tsx';
import { spanParams } from './questions.ts';
import type { Trace } from './read-trace.ts';
import { selfTimeOf } from './self-time.ts';
import css from './span-details.module.css';
import { exceptionOf, Failure, SpanEvents, SpanLinks } from './span-events.tsx';
import { ServiceLink } from './service-link.tsx';
import { messageOf, nameOf, serviceOf } from './span-names.ts';

export interface SpanDetailsProps {
  readonly trace: Trace;
  readonly span: number;
  /** Whether the focus should come here. */
  readonly takesFocus: boolean;
  readonly onClose: () => void;
  /** Selects another span of this trace. */
  readonly onSelect: (span: number) => void;
}

/** Everything about one span: what the columns say at once, the rest when the server has answered. */
export function SpanDetails({ trace, span, takesFocus, onClose, onSelect }: SpanDetailsProps): ReactElement {
  const { spans } = trace;
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (takesFocus) heading.current?.focus({ preventScroll: true });
  }, [takesFocus, span]);
  const answer = useAsk('traces/:traceId/spans/:spanId', spanParams(spans.traceId, spans.id[span]!), {
    keepPrevious: false,
  });
  const detail = answer.data?.span;
  return (
    <div className={css['details']}>
      <header className={css['head']}>
        <h2 ref={heading} tabIndex={-1}>
          {nameOf(spans, span)}
        </h2>
        <Button look="icon" aria-label="Close details" onClick={onClose}>
          <X size={16} aria-hidden="true" />
        </Button>
      </header>
      <p className={css['who']}>
        <ServiceLink service={serviceOf(spans, span)}>
          <ServiceName service={serviceOf(spans, span)} />
        </ServiceLink>
        <span className={css['quiet']}>{spans.kind[span]}</span>
      </p>
      {spans.failed[span] === 1 && (
        <Failure message={messageOf(spans, span)} exception={detail && exceptionOf(detail.events)} />
      )}
      <Facts trace={trace} span={span} />
      <Place trace={trace} span={span} onSelect={onSelect} />
      <SessionLink attributes={detail?.attributes} atMs={msOfNanos(detail?.startUnixNano ?? '')} />
      {!detail && !answer.isError && <Loading height="240px" what="the attributes of this span" />}
      {answer.isError && (
        <Problem error={answer.error} what="The attributes of this span" onRetry={() => void answer.refetch()} />
      )}
      {detail && (
        <>
          <SpanLinks traceId={spans.traceId} span={detail} />
          <AttributeList title="Attributes" attributes={detail.attributes} />
          <SpanEvents span={detail} />
          <AttributeList title="Resource" attributes={detail.resource.attributes} />
          <Scope name={detail.scope.name} version={detail.scope.version} />
        </>
      )}
    </div>
  );
}

function Facts({ trace, span }: { readonly trace: Trace; readonly span: number }): ReactElement {
  const { spans, tree, stretches, path } = trace;
  const self = useMemo(() => selfTimeOf(spans, tree, span), [spans, tree, span]);
  const critical = (stretches.get(span) ?? []).reduce((sum, i) => sum + path.to[i]! - path.from[i]!, 0);
  return (
    <dl className={css['facts']}>
      <Fact name="duration">{formatNanos(spans.end[span]! - spans.start[span]!)}</Fact>
      <Fact name="self">{formatNanos(self)}</Fact>
      <Fact name="starts after">{formatNanos(spans.start[span])}</Fact>
      <Fact name="on critical path">{critical > 0 ? formatNanos(critical) : 'not on it'}</Fact>
    </dl>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Where the span stands: its parent, its id, and what is odd about either. */
function Place({
  trace,
  span,
  onSelect,
}: {
  readonly trace: Trace;
  readonly span: number;
  readonly onSelect: (span: number) => void;
}): ReactElement {
  const { spans, tree, clockSuspect, shift } = trace;
  const parent = tree.parent[span]!;
  const reason = tree.rootReason.get(span);
  return (
    <div className={css['place']}>
      {parent !== -1 && (
        <p>
          called by{' '}
          <button type="button" className={css['link']} onClick={() => onSelect(parent)}>
            {serviceOf(spans, parent)} {nameOf(spans, parent)}
          </button>
        </p>
      )}
      {reason === 'orphan' && (
        <p>
          Its parent <code>{spans.parentId[span]}</code> was never received.
        </p>
      )}
      {reason === 'loop' && <p>Its parents lead back to itself; the ring was cut here.</p>}
      {clockSuspect[span] === 1 && (
        <p>Its times do not fit inside its parent’s: the clocks of the two services differ.</p>
      )}
      {shift[span] !== 0 && (
        <p>
          Drawn {formatNanos(Math.abs(shift[span]!))} {shift[span]! > 0 ? 'later' : 'earlier'} than it was reported.
        </p>
      )}
      <p>
        <LogsLink spans={spans} spanId={spans.id[span]!} />
      </p>
      <p className={css['spanId']}>
        span <code>{spans.id[span]}</code>
        <CopyButton text={spans.id[span]!} what="span id" />
      </p>
    </div>
  );
}

function Scope({ name, version }: { readonly name: string; readonly version: string }): ReactElement | null {
  if (name === '') return null;
  return (
    <p className={css['quiet']}>
      recorded by {name} {version}
    </p>
  );
}
