import type { ReactElement, ReactNode } from 'react';
import css from './table.module.css';

export interface Column<Row> {
  readonly name: string;
  /** The name is only spoken. */
  readonly quiet?: boolean;
  /** @defaultValue 'text' */
  readonly as?: 'text' | 'number' | 'wrapping' | 'actions';
  readonly cell: (row: Row) => ReactNode;
}

export interface DataTableProps<Row> {
  /** What the table lists, for its accessible name. */
  readonly name: string;
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** The first one names its row. */
  readonly columns: readonly Column<Row>[];
  /** What stands in place of the rows where there are none. */
  readonly none: string;
}

/** A short list as a table; what is longer than a screen or two wants virtual rows. */
export function DataTable<Row>({ name, rows, keyOf, columns, none }: DataTableProps<Row>): ReactElement {
  if (rows.length === 0) return <p className={css['none']}>{none}</p>;
  return (
    // Reachable by keys, because it scrolls where there is no room.
    <div className={css['box']} role="group" aria-label={name} tabIndex={0}>
      <table className={css['table']}>
        <thead>
          <tr>
            {columns.map(({ name, as, quiet }) => (
              <th key={name} scope="col" className={css[as ?? '']}>
                {quiet === true ? <span className="sr">{name}</span> : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ name, as, cell }, at) =>
                at === 0 ? (
                  <th key={name} scope="row" className={css[as ?? '']}>
                    {cell(row)}
                  </th>
                ) : (
                  <td key={name} className={css[as ?? '']}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
