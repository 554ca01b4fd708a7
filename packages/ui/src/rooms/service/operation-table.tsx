import { useState, type ReactElement } from 'react';
import type { Answers } from '../../ask/types.ts';
import { formatDuration, formatNumber, formatShare } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { moveAlongRows } from '../../parts/row-keys.ts';
import { SortHeader, sorted, type Sort } from '../../parts/sort.tsx';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { formatQ } from '../../url/q.ts';
import css from './service.module.css';

type Operation = Answers['services/:service/operations']['items'][number];

export interface OperationTableProps {
  readonly service: string;
  readonly operations: readonly Operation[];
}

const BY: Record<string, (row: Operation) => number | string | null> = {
  operation: (row) => row.operation,
  requests: (row) => row.requestsPerSecond,
  failed: (row) => row.errorRate,
  p95: (row) => row.p95Ms,
  time: (row) => row.timeShare,
};

/** What the service answers, the busiest first; a name leads to its traces. */
export function OperationTable({ service, operations }: OperationTableProps): ReactElement {
  const [sort, setSort] = useState<Sort | null>(null);
  const shown = sort === null ? operations : sorted(operations, sort, BY[sort.column]);
  const header = { sort, onSort: setSort };
  return (
    <Panel title="Operations" hint={sort === null ? `${operations.length}, the busiest first` : operations.length}>
      <table className={css['table']} onKeyDown={moveAlongRows}>
        <thead>
          <tr>
            <SortHeader {...header} column="operation" first="ascending">
              Operation
            </SortHeader>
            <SortHeader {...header} column="requests" className={css['number']}>
              Req/s
            </SortHeader>
            <SortHeader {...header} column="failed" className={css['number']}>
              Failed
            </SortHeader>
            <SortHeader {...header} column="p95" className={css['number']}>
              p95
            </SortHeader>
            <SortHeader {...header} column="time" className={css['number']}>
              Time
            </SortHeader>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={`${row.operation} ${row.kind}`}>
              <th scope="row">
                <A
                  to={links.traces({ service: [service], q: nameIs(row.operation) })}
                  title={`Traces with ${row.operation}`}
                  data-row-link=""
                >
                  {row.operation}
                </A>
              </th>
              <td className={css['number']}>{formatNumber(row.requestsPerSecond)}</td>
              <td className={row.errorRate > 0 ? css['bad'] : css['number']}>{formatShare(row.errorRate)}</td>
              <td className={css['number']}>{formatDuration(row.p95Ms)}</td>
              <td className={css['share']}>
                <span aria-hidden="true" className={css['bar']}>
                  <span style={{ inlineSize: `${row.timeShare * 100}%` }} />
                </span>
                {formatShare(row.timeShare)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

const nameIs = (name: string): string =>
  formatQ([{ kind: 'key', not: false, key: 'name', operator: ':', values: [name] }]);
