import type { MouseEvent, ReactElement } from 'react';
import { lastValue, type Grid } from './chart-model.ts';
import css from './chart.module.css';
import { LineMark } from './line-mark.tsx';
import type { PlotLine } from './plot-input.ts';

export interface LegendProps {
  /** What the lines are, in the plural: `services`. */
  readonly noun: string;
  readonly lines: readonly PlotLine[];
  readonly grid: Grid;
  readonly point: number | null;
  readonly format: (value: number | null) => string;
  /** How many lines wait behind a button. */
  readonly more: number;
  readonly isAll: boolean;
  readonly onAll: (isAll: boolean) => void;
  readonly onHidden: (hidden: ReadonlySet<string>) => void;
}

/** Names and values of the lines. A click hides a line, with Shift it hides all others. */
export function Legend({ noun, lines, grid, point, format, more, isAll, onAll, onHidden }: LegendProps): ReactElement {
  const onClick = (event: MouseEvent, key: string): void => {
    const hidden = new Set(lines.filter(({ shown }) => !shown).map((line) => line.key));
    const others = lines.map((line) => line.key).filter((other) => other !== key);
    const isOnly = others.every((other) => hidden.has(other)) && !hidden.has(key);
    if (event.shiftKey) onHidden(new Set(isOnly ? [] : others));
    else {
      if (!hidden.delete(key)) hidden.add(key);
      onHidden(hidden);
    }
  };
  return (
    <ul className={css['legend']} aria-label={`${noun.charAt(0).toUpperCase()}${noun.slice(1)} in this chart`}>
      {lines.map(({ key, slot, shown }, line) => {
        const column = grid.columns[line] ?? [];
        const value = point === null ? lastValue(column, grid.openFrom) : (column[point] ?? null);
        return (
          <li key={key}>
            <button
              type="button"
              className={css['entry']}
              aria-pressed={shown}
              title={`${key}: click hides, Shift and click shows only this`}
              onClick={(event) => onClick(event, key)}
            >
              <LineMark slot={slot} />
              <span className={css['name']}>{key}</span>
              <span className={css['value']}>{value === null ? 'no data' : format(value)}</span>
            </button>
          </li>
        );
      })}
      {(more > 0 || isAll) && (
        <li>
          <button type="button" className={css['more']} onClick={() => onAll(!isAll)}>
            {isAll ? 'fewer' : `${more} more`}
          </button>
        </li>
      )}
    </ul>
  );
}
