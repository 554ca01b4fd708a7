/** What the address says about the page of the metrics, and how it changes. */
import { formatMetricQuery, LETTERS, parseMetricQuery, type Letter, type MetricQuery } from '../../url/metric-query.ts';
import { formatQ, parseQ } from '../../url/q.ts';
import type { Address } from '../../url/search.ts';

export interface QueryRow {
  readonly letter: Letter;
  readonly query: Required<MetricQuery>;
}

export interface View {
  readonly rows: readonly QueryRow[];
  readonly formula: string;
  /** Lines that are not drawn, by their names. */
  readonly hidden: ReadonlySet<string>;
  /** Queries none of whose lines are drawn. */
  readonly off: ReadonlySet<string>;
}

export function viewOf({ page }: Address): View {
  const rows = LETTERS.flatMap((letter): QueryRow[] => {
    const query = parseMetricQuery(page[letter] ?? '');
    return query === null ? [] : [{ letter, query }];
  });
  const words = parseQ(page['hide'] ?? '').flatMap((term) => (term.kind === 'word' && !term.not ? [term.text] : []));
  return {
    rows,
    formula: (page['formula'] ?? '').trim(),
    hidden: new Set(words),
    off: new Set((page['off'] ?? '').split(',').filter((letter) => letter !== '')),
  };
}

/** A longer value would be dropped when the address is read again: what does not fit is drawn. */
const LONGEST_HIDE = 1900;

/** The page keys of a set of hidden lines. */
export function hideOf(hidden: ReadonlySet<string>): { hide: string } {
  let hide = '';
  for (const text of hidden) {
    const longer = `${hide} ${formatQ([{ kind: 'word', not: false, text }])}`.trim();
    if (longer.length <= LONGEST_HIDE) hide = longer;
  }
  return { hide };
}

/** The page keys that switch a query, or the formula, on or off. */
export function switchOf({ off }: View, letter: string): { off: string } {
  const next = new Set(off);
  if (!next.delete(letter)) next.add(letter);
  return { off: [...next].sort().join(',') };
}

/** The page keys of a query that became another one: what was hidden of the old lines has no meaning any more. */
export function queryChange({ letter, query }: QueryRow, change: Partial<MetricQuery>): Record<string, string> {
  return { [letter]: formatMetricQuery({ ...query, ...change }), hide: '' };
}

/** The page keys without a query. */
export function withoutQuery(letter: Letter): Record<string, string> {
  return { [letter]: '', hide: '' };
}

/** The first letter that no query has; none when all are taken. */
export function freeLetter({ rows }: View): Letter | undefined {
  return LETTERS.find((letter) => rows.every((row) => row.letter !== letter));
}
