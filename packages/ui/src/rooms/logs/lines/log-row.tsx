import { memo, type ReactElement, type Ref } from 'react';
import { ServiceMark } from '../../../parts/service-name.tsx';
import { formatDayTime, formatInstant, formatTime, msOfNanos } from '../../../parts/time.ts';
import type { LogLine } from '../log-line.ts';
import { SeverityMark } from '../severity-mark.tsx';
import { isError, severityOf } from '../severity.ts';
import css from './log-grid.module.css';
import { LineText } from './line-text.tsx';
import { rowText } from './row-text.ts';

export interface LogRowProps {
  readonly line: LogLine;
  readonly id: string;
  /** Position in what the virtual list holds, and among the lines, from 0. */
  readonly index: number;
  readonly at: number;
  readonly top: number;
  /** Measures the row where heights differ. */
  readonly measure: Ref<HTMLDivElement> | undefined;
  readonly isOpen: boolean;
  readonly isCursor: boolean;
  readonly wraps: boolean;
  readonly words: readonly string[];
  readonly zone: string;
  readonly isOneDay: boolean;
}

/** One line. Clicks are heard by the grid, which finds the line by `data-at`. */
export const LogRow = memo(function LogRow(props: LogRowProps): ReactElement {
  const { line, isOpen, wraps, words, zone } = props;
  const severity = severityOf(line.severityNumber);
  const ms = msOfNanos(line.timeUnixNano);
  const text = line.body === '' ? line.eventName : line.body;
  return (
    <div
      role="row"
      ref={props.measure}
      id={props.id}
      className={css['row']}
      style={{ transform: `translateY(${props.top}px)` }}
      data-index={props.index}
      data-at={props.at}
      data-cursor={props.isCursor || undefined}
      data-failed={isError(severity) || undefined}
      data-wraps={wraps || undefined}
      aria-rowindex={props.at + 2}
      aria-level={1}
      aria-selected={isOpen}
      aria-expanded={isOpen}
    >
      <div role="gridcell" className={css['time']} title={formatInstant(ms, zone)}>
        {props.isOneDay ? formatTime(ms, zone, 3) : formatDayTime(ms, zone, 3)}
      </div>
      <div role="gridcell" className={css['severity']} title={line.severityText}>
        <SeverityMark severity={severity} />
        {severity === 'unset' ? <span className={css['unset']}>–</span> : severity}
      </div>
      <div role="gridcell" className={css['service']} title={line.service}>
        <ServiceMark service={line.service} />
        <span className={css['cut']}>{line.service}</span>
      </div>
      <div role="gridcell" className={wraps ? css['wrapped'] : css['message']}>
        {text === '' ? (
          <span className={css['unset']}>(empty)</span>
        ) : (
          <LineText text={rowText(text, wraps)} words={words} />
        )}
      </div>
    </div>
  );
});
