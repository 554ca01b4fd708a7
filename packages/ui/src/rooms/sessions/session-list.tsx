import { MonitorPlay } from 'lucide-react';
import type { ReactElement } from 'react';
import type { SessionSummary } from '../../ask/types.ts';
import { formatCount, formatDuration } from '../../parts/format.ts';
import { moveAlongRows } from '../../parts/row-keys.ts';
import rows from '../../parts/row-list.module.css';
import { ServiceName } from '../../parts/service-name.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { StatusMark } from '../../parts/status.tsx';
import { formatDayTime, formatInstant, formatTime, msOfNanos, zoneLabel } from '../../parts/time.ts';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { deviceWords, personOf } from './headline.ts';
import css from './sessions.module.css';

export interface SessionListProps {
  readonly sessions: readonly SessionSummary[];
  /** Whether the range lies within one day, so that times need no date. */
  readonly isOneDay: boolean;
}

/** One row a session: when, who, where they went, how long, what went wrong. */
export function SessionList({ sessions, isOneDay }: SessionListProps): ReactElement {
  const zone = zoneName(useSettings());
  const label = zoneLabel(msOfNanos(sessions[0]?.startUnixNano ?? ''), zone);
  return (
    <table className={`${rows['list']} ${css['list']}`} onKeyDown={moveAlongRows}>
      <thead>
        <tr>
          <th scope="col" className={css['when']}>
            Start, {label}
          </th>
          <th scope="col">Person and way</th>
          <th scope="col" className={css['device']}>
            Browser
          </th>
          <th scope="col" className={css['service']}>
            Service
          </th>
          <th scope="col" className={css['number']}>
            Duration
          </th>
          <th scope="col" className={css['number']}>
            Pages
          </th>
          <th scope="col" className={css['trouble']}>
            Trouble
          </th>
        </tr>
      </thead>
      <tbody>
        {sessions.map((session) => (
          <SessionRow key={session.sessionId} session={session} zone={zone} isOneDay={isOneDay} />
        ))}
      </tbody>
    </table>
  );
}

interface SessionRowProps {
  readonly session: SessionSummary;
  readonly zone: string;
  readonly isOneDay: boolean;
}

function SessionRow({ session, zone, isOneDay }: SessionRowProps): ReactElement {
  const start = msOfNanos(session.startUnixNano);
  const write = isOneDay ? formatTime : formatDayTime;
  const { entryPath, exitPath, service, replays } = session;
  return (
    <tr className={session.errors > 0 ? css['failed'] : undefined}>
      <td className={css['when']} title={formatInstant(start, zone)}>
        {write(start, zone, 0)}
      </td>
      <td className={css['way']}>
        <A to={links.session(session.sessionId)} className={rows['link']} data-row-link="">
          {replays > 0 && (
            <MonitorPlay size={15} role="img" aria-label="With a recording" className={css['recorded']} />
          )}
          <span className={css['person']}>{personOf(session) ?? 'nobody known'}</span>
          <span className={css['paths']}>
            {entryPath}
            {exitPath !== entryPath && ` → ${exitPath}`}
          </span>
        </A>
      </td>
      <td className={css['device']}>{deviceWords(session)}</td>
      <td className={css['service']}>
        <ServiceName service={service} />
      </td>
      <td className={css['number']}>{formatDuration(session.durationMs)}</td>
      <td className={css['number']}>
        {formatCount(session.pages)}
        <span className={css['unit']}> {session.pages === 1 ? 'page' : 'pages'}</span>
      </td>
      <td className={css['trouble']}>
        <Trouble session={session} />
      </td>
    </tr>
  );
}

function Trouble({ session }: { readonly session: SessionSummary }): ReactElement {
  const { errors, failedRequests, rageClicks, deadClicks } = session;
  const said = [
    [failedRequests, 'failed request'],
    [rageClicks, 'rage click'],
    [deadClicks, 'dead click'],
  ] as const;
  const rest = said.filter(([count]) => count > 0).map(([count, noun]) => counted(count, noun));
  if (errors === 0 && rest.length === 0) return <span className={css['none']}>–</span>;
  return (
    <span className={css['troubles']}>
      {errors > 0 && (
        <span className={css['errors']}>
          <StatusMark kind="error" />
          {counted(errors, 'error')}
        </span>
      )}
      {rest.length > 0 && (
        <span className={css['warnings']}>
          <StatusMark kind="warn" />
          {rest.join(', ')}
        </span>
      )}
    </span>
  );
}

const counted = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
