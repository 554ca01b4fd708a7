import { useState, type ReactElement } from 'react';
import { LineMark } from '../../parts/chart/line-mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { SortHeader, sorted, type Sort } from '../../parts/sort.tsx';
import type { MetricLine } from './metric-lines.ts';
import css from './metrics.module.css';

export interface SeriesTableProps {
  readonly lines: readonly MetricLine[];
  readonly hidden: ReadonlySet<string>;
  readonly slotOf: (key: string) => number;
  readonly onHidden: (hidden: ReadonlySet<string>) => void;
}

const COLUMNS = ['last', 'min', 'max', 'sum'] as const;

/** What each line comes to over the range; a name hides its line, "only" hides all others. */
export function SeriesTable({ lines, hidden, slotOf, onHidden }: SeriesTableProps): ReactElement {
  const [sort, setSort] = useState<Sort | null>(null);
  const column = COLUMNS.find((name) => name === sort?.column);
  const shown = sort === null ? lines : sorted(lines, sort, (line) => (column === undefined ? line.key : line[column]));
  const toggle = (key: string): void => {
    const next = new Set(hidden);
    if (!next.delete(key)) next.add(key);
    onHidden(next);
  };
  const only = (key: string): void => {
    const others = lines.map((line) => line.key).filter((other) => other !== key);
    const isOnly = !hidden.has(key) && others.length > 0 && others.every((other) => hidden.has(other));
    onHidden(new Set(isOnly ? [] : others));
  };
  return (
    <Panel title="Series" hint={`${lines.length}, over the range`}>
      <table className={css['series']}>
        <thead>
          <tr>
            <SortHeader column="name" first="ascending" sort={sort} onSort={setSort}>
              Series
            </SortHeader>
            {COLUMNS.map((name) => (
              <SortHeader
                key={name}
                column={name}
                sort={sort}
                onSort={setSort}
                className={name === 'last' || name === 'max' ? css['number'] : `${css['number']} ${css['wide']}`}
              >
                {name === 'sum' ? <span title="Of counts and increases; nothing else adds up">{name}</span> : name}
              </SortHeader>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {shown.map((line) => (
            <tr key={line.key}>
              <th scope="row">
                <button
                  type="button"
                  aria-pressed={!hidden.has(line.key)}
                  title={hidden.has(line.key) ? 'Draw it' : 'Hide it'}
                  onClick={() => toggle(line.key)}
                >
                  <LineMark slot={slotOf(line.key)} />
                  <span>{line.key}</span>
                </button>
              </th>
              {COLUMNS.map((name) => (
                <td
                  key={name}
                  className={name === 'last' || name === 'max' ? css['number'] : `${css['number']} ${css['wide']}`}
                >
                  {line.format.value(line[name])}
                </td>
              ))}
              <td className={css['only']}>
                <button type="button" aria-label={`Only ${line.key}`} onClick={() => only(line.key)}>
                  only
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}
