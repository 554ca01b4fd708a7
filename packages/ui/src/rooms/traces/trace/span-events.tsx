import { ATTR_EXCEPTION_MESSAGE, ATTR_EXCEPTION_STACKTRACE, ATTR_EXCEPTION_TYPE } from '@sightglass/api/semconv';
import type { ReactElement } from 'react';
import type { SpanDetail } from '../../../ask/types.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { formatNanos } from '../../../parts/format.ts';
import { useSettings, zoneName } from '../../../parts/settings.ts';
import { StatusMark } from '../../../parts/status.tsx';
import { formatInstant, msOfNanos } from '../../../parts/time.ts';
import { A } from '../../../url/link.tsx';
import { links } from '../../../url/links.ts';
import { Pairs } from '../../../parts/attributes/attribute-list.tsx';
import css from './span-details.module.css';

type SpanEvent = SpanDetail['events'][number];
type SpanLink = SpanDetail['links'][number];

/** An exception as a span records it, in the keys of the semantic conventions. */
export interface RecordedException {
  readonly type: string;
  readonly message: string;
  readonly stack: string;
}

/** The last exception that a span recorded: the one that ended it. */
export function exceptionOf(events: readonly SpanEvent[]): RecordedException | undefined {
  const event = events.findLast(
    ({ attributes }) => attributes[ATTR_EXCEPTION_TYPE] ?? attributes[ATTR_EXCEPTION_MESSAGE],
  );
  if (!event) return undefined;
  return {
    type: event.attributes[ATTR_EXCEPTION_TYPE] ?? '',
    message: event.attributes[ATTR_EXCEPTION_MESSAGE] ?? '',
    stack: event.attributes[ATTR_EXCEPTION_STACKTRACE] ?? '',
  };
}

function wordsOfException({ type, message }: RecordedException): string {
  // Some senders put the type before the message themselves.
  return message.startsWith(type) ? message : [type, message].filter(Boolean).join(': ');
}

export interface FailureProps {
  /** What the span says of its status. */
  readonly message: string;
  readonly exception: RecordedException | undefined;
}

/** Why the span failed: its exception with the stack, else its status message. */
export function Failure({ message, exception }: FailureProps): ReactElement {
  const words = exception ? wordsOfException(exception) : message;
  const isSaid = message === '' || words.includes(message);
  return (
    <div className={css['failure']}>
      <StatusMark kind="error" label="failed" />
      <div>
        <p>{words || 'Failed, without a message.'}</p>
        {!isSaid && <p className={css['second']}>{message}</p>}
        {exception && exception.stack !== '' && (
          <details>
            <summary>Stack</summary>
            <CopyButton text={exception.stack} what="stack" />
            <pre tabIndex={0}>{exception.stack}</pre>
          </details>
        )}
      </div>
    </div>
  );
}

/** What the span recorded on its way, with the time since it began. */
export function SpanEvents({ span }: { readonly span: SpanDetail }): ReactElement | null {
  const zone = zoneName(useSettings());
  if (span.events.length === 0) return null;
  return (
    <section className={css['events']} aria-label="Events">
      <h3>Events</h3>
      <ol>
        {span.events.map((event, i) => (
          <li key={i}>
            <p className={css['eventHead']}>
              <time title={formatInstant(msOfNanos(event.timeUnixNano), zone)}>
                +{formatNanos(Number(BigInt(event.timeUnixNano) - BigInt(span.startUnixNano)))}
              </time>
              <strong>{event.name}</strong>
            </p>
            <Pairs entries={Object.entries(event.attributes).filter(([key]) => key !== ATTR_EXCEPTION_STACKTRACE)} />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Other traces that the span points to. */
export function SpanLinks({
  traceId,
  span,
}: {
  readonly traceId: string;
  readonly span: SpanDetail;
}): ReactElement | null {
  if (span.links.length === 0) return null;
  return (
    <section className={css['events']} aria-label="Links">
      <h3>Links</h3>
      <ul>
        {span.links.map((link, i) => (
          <li key={i}>
            <A to={links.trace(link.traceId, link.spanId)}>{wordsOfLink(traceId, link)}</A>
            <Pairs entries={Object.entries(link.attributes)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function wordsOfLink(traceId: string, link: SpanLink): string {
  const span = link.spanId.slice(0, 8);
  return link.traceId === traceId ? `Span ${span} of this trace` : `Trace ${link.traceId.slice(0, 16)}, span ${span}`;
}
