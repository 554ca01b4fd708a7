import { ATTR_SESSION_ID } from '@sightglass/api/semconv';
import type { ReactElement } from 'react';
import type { Answers, SessionSummary } from '../../../ask/types.ts';
import { CopyButton } from '../../../parts/copy-button.tsx';
import { formatCount, formatDuration } from '../../../parts/format.ts';
import { ServiceName } from '../../../parts/service-name.tsx';
import { useSettings, zoneName } from '../../../parts/settings.ts';
import { StatusMark } from '../../../parts/status.tsx';
import { formatDayTime, formatInstant, zoneLabel } from '../../../parts/time.ts';
import { A } from '../../../url/link.tsx';
import { links } from '../../../url/links.ts';
import { fixedRange } from '../../../url/range.ts';
import { deviceWords, personOf } from '../headline.ts';
import css from './session.module.css';

export interface SessionHeadlineProps {
  readonly answer: Answers['sessions/:id'];
  readonly startMs: number;
  readonly endMs: number;
}

/** Whose session it was, what went wrong in it, on what, when, and the ways on from here. */
export function SessionHeadline({ answer, startMs, endMs }: SessionHeadlineProps): ReactElement {
  const { session, isTruncated, events } = answer;
  const zone = zoneName(useSettings());
  return (
    <header className={css['headline']}>
      <h1>{titleOf(session)}</h1>
      <p className={css['facts']}>
        <strong>{formatDuration(session.durationMs)}</strong>
        <time dateTime={new Date(startMs).toISOString()} title={formatInstant(startMs, zone)}>
          {formatDayTime(startMs, zone, 0)} {zoneLabel(startMs, zone)}
        </time>
        <span>{deviceWords(session)}</span>
        <A to={links.service(session.service)}>
          <ServiceName service={session.service} />
        </A>
        {session.release !== '' && <span>release {session.release}</span>}
        {session.environment !== '' && <span>{session.environment}</span>}
        <span className={css['id']}>
          <code>{session.sessionId}</code>
          <CopyButton text={session.sessionId} what="session id" />
        </span>
      </p>
      <p className={css['links']}>
        <A to={links.logsWith(fixedRange(startMs - 1000, endMs + 1000), { [ATTR_SESSION_ID]: session.sessionId })}>
          Logs of this session
        </A>
        {session.userId !== '' && <A to={links.sessions({ user: session.userId })}>All sessions of {session.userId}</A>}
      </p>
      {isTruncated && (
        <p className={css['doubt']}>
          <StatusMark kind="warn" />
          The first {formatCount(events.length)} events are shown; there are more in the logs of this session.
        </p>
      )}
    </header>
  );
}

/** `u-17 on /cart: 2 errors, 1 rage click` */
export function titleOf(session: SessionSummary): string {
  const { entryPath } = session;
  const person = personOf(session) ?? 'Somebody';
  const where = entryPath === '' ? '' : ` on ${entryPath}`;
  const trouble = (
    [
      [session.errors, 'error'],
      [session.failedRequests, 'failed request'],
      [session.rageClicks, 'rage click'],
      [session.deadClicks, 'dead click'],
    ] as const
  )
    .filter(([count]) => count > 0)
    .map(([count, noun]) => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`);
  return `${person}${where}: ${trouble.length === 0 ? 'nothing went wrong' : trouble.join(', ')}`;
}
