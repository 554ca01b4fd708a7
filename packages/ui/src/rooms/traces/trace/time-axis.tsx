import type { ReactElement } from 'react';
import css from './span-grid.module.css';
import type { Columns } from './span-row.tsx';
import { positionIn, ticksOf, type TimeWindow } from './time-window.ts';

/** Room that a tick and its text need, pixels. */
const TICK_WIDTH = 110;

/** The head of the grid: names of the columns, and times along the second. */
export function TimeAxis({
  window,
  columns,
}: {
  readonly window: TimeWindow;
  readonly columns: Columns;
}): ReactElement {
  const ticks = columns.time > 0 ? ticksOf(window, Math.max(2, Math.floor(columns.time / TICK_WIDTH))) : [];
  return (
    <div role="rowgroup" className={css['head']}>
      <div role="row" aria-rowindex={1} className={css['headRow']} data-stacked={columns.stacked || undefined}>
        <div
          role="columnheader"
          className={columns.stacked ? 'sr' : css['nameHead']}
          style={columns.stacked ? {} : { inlineSize: columns.name }}
        >
          Span
        </div>
        <div role="columnheader" className={css['timeHead']} style={{ inlineSize: columns.time }}>
          <span className="sr">Time from the start of the trace</span>
          {ticks.map(({ at, label }) => (
            <span key={at} className={css['tick']} style={{ insetInlineStart: positionIn(window, at) * columns.time }}>
              {label}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}
