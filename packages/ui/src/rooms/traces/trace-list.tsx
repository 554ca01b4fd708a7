import type { ReactElement } from 'react';
import type { TraceSummary } from '../../ask/types.ts';
import { formatCount, formatDuration } from '../../parts/format.ts';
import { moveAlongRows } from '../../parts/row-keys.ts';
import rows from '../../parts/row-list.module.css';
import { ServiceMark } from '../../parts/service-name.tsx';
import { colourOf, useServiceSlots } from '../../parts/service-slots.ts';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { StatusMark } from '../../parts/status.tsx';
import { formatDayTime, formatInstant, formatTime, msOfNanos, zoneLabel } from '../../parts/time.ts';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import css from './traces.module.css';

export interface TraceListProps {
  readonly traces: readonly TraceSummary[];
  /** Whether the range lies within one day, so that times need no date. */
  readonly isOneDay: boolean;
}

/** One row a trace: when, what it began with, how long it took, how large it is, whether it failed. */
export function TraceList({ traces, isOneDay }: TraceListProps): ReactElement {
  const zone = zoneName(useSettings());
  const longest = Math.max(...traces.map(({ durationMs }) => durationMs));
  const label = zoneLabel(msOfNanos(traces[0]?.startUnixNano ?? ''), zone);
  return (
    <table className={`${rows['list']} ${css['list']}`} onKeyDown={moveAlongRows}>
      <thead>
        <tr>
          <th scope="col">Time, {label}</th>
          <th scope="col">Root</th>
          <th scope="col" className={css['others']}>
            Services
          </th>
          <th scope="col" className={css['durations']}>
            Duration
          </th>
          <th scope="col" className={css['number']}>
            Spans
          </th>
          <th scope="col" className={css['number']}>
            Errors
          </th>
        </tr>
      </thead>
      <tbody>
        {traces.map((trace) => (
          <TraceRow key={trace.traceId} trace={trace} longest={longest} zone={zone} isOneDay={isOneDay} />
        ))}
      </tbody>
    </table>
  );
}

interface TraceRowProps {
  readonly trace: TraceSummary;
  readonly longest: number;
  readonly zone: string;
  readonly isOneDay: boolean;
}

function TraceRow({ trace, longest, zone, isOneDay }: TraceRowProps): ReactElement {
  const start = msOfNanos(trace.startUnixNano);
  const write = isOneDay ? formatTime : formatDayTime;
  return (
    <tr className={trace.errors > 0 ? css['failed'] : undefined}>
      <td className={css['when']} title={formatInstant(start, zone)}>
        {write(start, zone, 3)}
      </td>
      <td className={css['root']}>
        <A to={links.trace(trace.traceId)} className={rows['link']} data-row-link="">
          <ServiceMark service={trace.rootService} />
          <span className={css['service']}>{trace.rootService}</span>
          <span className={css['operation']}>{trace.rootName}</span>
        </A>
      </td>
      <td className={css['others']}>
        <OtherServices services={trace.services} />
      </td>
      <td className={css['durations']}>
        <span className={css['durationCell']}>
          <Bar trace={trace} longest={longest} />
          <span className={css['duration']}>{formatDuration(trace.durationMs)}</span>
        </span>
      </td>
      <td className={css['number']}>
        {formatCount(trace.spans)}
        <span className={css['unit']}> {trace.spans === 1 ? 'span' : 'spans'}</span>
      </td>
      <td className={css['number']}>
        {trace.errors > 0 ? (
          <span className={css['errors']}>
            <StatusMark kind="error" />
            {formatCount(trace.errors)}
            <span className={css['unit']}> failed</span>
          </span>
        ) : (
          <span className={css['none']}>0</span>
        )}
      </td>
    </tr>
  );
}

function Bar({ trace, longest }: { readonly trace: TraceSummary; readonly longest: number }): ReactElement {
  const colour = colourOf(useServiceSlots()(trace.rootService));
  const share = longest > 0 ? trace.durationMs / longest : 0;
  return (
    <span aria-hidden="true" className={css['track']}>
      <span
        className={colour.hollow ? css['hollowBar'] : css['bar']}
        style={{ inlineSize: `max(2px, ${share * 100}%)`, color: colour.css }}
      />
    </span>
  );
}

const MOST_MARKS = 8;

/** A square a service; the names stand in the title and for those who listen. */
function OtherServices({ services }: { readonly services: readonly string[] }): ReactElement {
  const rest = services.length - MOST_MARKS;
  return (
    <span className={css['marks']} title={services.join(', ')}>
      {services.slice(0, MOST_MARKS).map((service) => (
        <ServiceMark key={service} service={service} />
      ))}
      {rest > 0 && <span className={css['rest']}>+{rest}</span>}
      <span className="sr">{services.join(', ')}</span>
    </span>
  );
}
