import { ArrowDown, ArrowUp } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import css from './sort.module.css';

export type Direction = 'ascending' | 'descending';

export interface Sort {
  readonly column: string;
  readonly direction: Direction;
}

export interface SortHeaderProps {
  readonly column: string;
  readonly sort: Sort | null;
  readonly onSort: (sort: Sort | null) => void;
  /** The direction of the first click; the second turns it round, the third gives up sorting. @defaultValue 'descending' */
  readonly first?: Direction;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** The head of a column that sorts. */
export function SortHeader({
  column,
  sort,
  onSort,
  first = 'descending',
  className,
  children,
}: SortHeaderProps): ReactElement {
  const direction = sort?.column === column ? sort.direction : undefined;
  const Arrow = direction === 'ascending' ? ArrowUp : ArrowDown;
  const next = (): Sort | null => {
    if (direction === undefined) return { column, direction: first };
    return direction === first ? { column, direction: first === 'ascending' ? 'descending' : 'ascending' } : null;
  };
  return (
    <th scope="col" aria-sort={direction} className={className}>
      <button type="button" className={css['button']} onClick={() => onSort(next())}>
        {children}
        {direction !== undefined && <Arrow size={12} aria-hidden="true" />}
      </button>
    </th>
  );
}

/** Rows by a value; those without one stand last in both directions, equal ones keep their order. */
export function sorted<Row>(
  rows: readonly Row[],
  { direction }: Sort,
  valueOf: ((row: Row) => number | string | null) | undefined,
): Row[] {
  if (valueOf === undefined) return [...rows];
  const sign = direction === 'ascending' ? 1 : -1;
  return [...rows].sort((left, right) => {
    const [a, b] = [valueOf(left), valueOf(right)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return a === b ? 0 : a < b ? -sign : sign;
  });
}
