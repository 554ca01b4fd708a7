import { Waypoints } from 'lucide-react';
import { memo, type ReactElement } from 'react';
import { formatDuration } from '../../../parts/format.ts';
import { useSettings, zoneName } from '../../../parts/settings.ts';
import { StatusMark } from '../../../parts/status.tsx';
import { formatInstant, formatTime } from '../../../parts/time.ts';
import { A } from '../../../url/link.tsx';
import { links } from '../../../url/links.ts';
import css from './events.module.css';
import type { Moment } from './moments.ts';

export interface EventRowProps {
  readonly moment: Moment;
  /** Whether it has happened by now; `now` is the last one that has. */
  readonly state: 'past' | 'now' | 'ahead';
  /** Whether Tab stops here. */
  readonly isEntry: boolean;
  readonly onSeek: (atMs: number) => void;
}

/** One event: when, what, how long, and where more of it stands. */
export const EventRow = memo(function EventRow({ moment, state, isEntry, onSeek }: EventRowProps): ReactElement {
  const zone = zoneName(useSettings());
  const { atMs, trouble, word, title, event } = moment;
  return (
    <li className={css[trouble ?? 'plain']} aria-current={state === 'now' ? 'time' : undefined} data-state={state}>
      <button
        type="button"
        className={css['go']}
        data-row-link=""
        tabIndex={isEntry ? 0 : -1}
        title={formatInstant(atMs, zone)}
        onClick={() => onSeek(atMs)}
      >
        <span className={css['time']}>{formatTime(atMs, zone, 3)}</span>
        <span className={css['kind']}>
          {trouble !== null && <StatusMark kind={trouble} size={12} />}
          {word}
        </span>
        <span className={css['title']}>{title}</span>
        {event.durationMs !== null && <span className={css['duration']}>{formatDuration(event.durationMs)}</span>}
      </button>
      {event.traceId !== '' && (
        <A
          to={links.trace(event.traceId, event.spanId)}
          className={css['trace']}
          tabIndex={isEntry ? 0 : -1}
          aria-label={`Trace ${event.traceId.slice(0, 8)}`}
          title={`Trace ${event.traceId.slice(0, 8)}`}
        >
          <Waypoints size={15} aria-hidden="true" />
        </A>
      )}
    </li>
  );
});
