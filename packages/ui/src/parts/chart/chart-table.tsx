import type { ReactElement } from 'react';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { formatTime, formatDayTime } from '../time.ts';
import type { ExemplarMark, Grid } from './chart-model.ts';
import css from './chart.module.css';
import { LineMark } from './line-mark.tsx';
import type { PlotLine } from './plot-input.ts';

export interface ChartTableProps {
  readonly title: string;
  readonly lines: readonly Pick<PlotLine, 'key' | 'slot'>[];
  readonly grid: Grid;
  readonly zone: string;
  readonly format: (value: number | null) => string;
  readonly exemplars: readonly ExemplarMark[];
}

/** The numbers of a chart, the newest first, and its single requests as links. */
export function ChartTable({ title, lines, grid, zone, format, exemplars }: ChartTableProps): ReactElement {
  const { timesMs, columns } = grid;
  return (
    // A box that scrolls must be reachable by keys.
    <div className={css['tableBox']} tabIndex={0} role="region" aria-label={`${title}, table`}>
      {exemplars.length > 0 && (
        <ul className={css['exemplars']} aria-label="Single requests">
          {exemplars.map(({ traceId, spanId, timeMs, key, name = key, value, error }) => (
            <li key={`${traceId} ${timeMs} ${key}`}>
              <A to={links.trace(traceId, spanId)}>
                ◆ {name} {format(value)}
                {error ? ', failed' : ''}, {formatTime(timeMs, zone)}
              </A>
            </li>
          ))}
        </ul>
      )}
      <table className={css['table']}>
        <thead>
          <tr>
            <th scope="col">time</th>
            {lines.map(({ key, slot }) => (
              <th scope="col" key={key}>
                <span className={css['column']}>
                  <LineMark slot={slot} />
                  {key}
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {timesMs.map((_, at) => {
            const row = timesMs.length - 1 - at;
            const time = timesMs[row] ?? 0;
            return (
              <tr key={time}>
                <th scope="row">{isLong(timesMs) ? formatDayTime(time, zone, 0) : formatTime(time, zone)}</th>
                {lines.map(({ key }, line) => (
                  <td key={key}>{format(columns[line]?.[row] ?? null)}</td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const DAY_MS = 86_400_000;

function isLong(timesMs: readonly number[]): boolean {
  return (timesMs.at(-1) ?? 0) - (timesMs[0] ?? 0) > DAY_MS;
}
