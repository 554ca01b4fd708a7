import type { ReactElement } from 'react';
import css from './span-grid.module.css';
import type { Columns } from './grid-columns.ts';
import { positionIn, ticksOf, type Tick, type TimeWindow } from './time-window.ts';

export interface TimeAxisProps {
  readonly window: TimeWindow;
  readonly columns: Columns;
}

/** Room that a tick and its text need, pixels. */
const TICK_WIDTH = 110;

/** Ticks for a time cell of this width. */
function ticksFor(window: TimeWindow, { time }: Columns): Tick[] {
  return time > 0 ? ticksOf(window, Math.max(2, Math.floor(time / TICK_WIDTH))) : [];
}

/** The head of the grid: names of the columns, and times along the second. */
export function TimeAxis({ window, columns }: TimeAxisProps): ReactElement {
  const { name, time, stacked } = columns;
  return (
    <div role="rowgroup" className={css['head']}>
      <div role="row" aria-rowindex={1} className={css['headRow']} data-stacked={stacked || undefined}>
        <div
          role="columnheader"
          className={stacked ? 'sr' : css['nameHead']}
          style={stacked ? {} : { inlineSize: name }}
        >
          Span
        </div>
        <div role="columnheader" className={css['timeHead']} style={{ inlineSize: time }}>
          <span className="sr">Time from the start of the trace</span>
          {ticksFor(window, columns).map(({ at, label }) => (
            <span key={at} className={css['tick']} style={{ insetInlineStart: positionIn(window, at) * time }}>
              {label}
            </span>
          ))}
        </div>
      </div>
    </div>
  );
}

/** The lines of the axis behind the rows, down to the end of the grid. */
export function TimeLines({ window, columns }: TimeAxisProps): ReactElement {
  const { name, time } = columns;
  return (
    <div role="none" className={css['lines']}>
      <span className={css['divider']} style={{ insetInlineStart: name - 1 }} />
      {ticksFor(window, columns)
        .filter(({ at }) => at > window.from)
        .map(({ at }) => (
          <span key={at} style={{ insetInlineStart: name + positionIn(window, at) * time }} />
        ))}
    </div>
  );
}
