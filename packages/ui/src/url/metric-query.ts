/**
 * One question about a metric as one parameter of the address, in the language of `q`:
 * `a=http.server.request.duration agg:p95 by:http.route http.response.status_code>=500`.
 * The first word names the metric; `agg`, `by`, `kind` and `unit` say what to make of it; every other term is a filter.
 */
import { formatQ, parseQ, type KeyTerm, type Term } from './q.ts';

/** Each query has a letter: its parameter in the address, and its name in a formula. */
export const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
export type Letter = (typeof LETTERS)[number];

export interface MetricQuery {
  readonly metric: string;
  /** How points become one value a step; empty: as the kind of the metric suggests. */
  readonly agg?: string;
  /** Labels that each value of gets a line of its own. */
  readonly by?: readonly string[];
  /** Which of several metrics of this name: `gauge`, `sum` …; empty where there is one. */
  readonly kind?: string;
  /** Which of several metrics of this name and kind, by its unit; empty where there is one. */
  readonly unit?: string;
  /** Terms of `q` that points must match. */
  readonly filter?: string;
}

/** What a link to the metrics sets: its queries, a formula of their letters, and which lines are not drawn. */
export interface MetricsView {
  readonly queries?: readonly MetricQuery[];
  readonly formula?: string;
}

const OPTIONS = ['agg', 'by', 'kind', 'unit'];

const isOption = (term: Term): term is KeyTerm =>
  term.kind === 'key' && !term.not && term.operator === ':' && OPTIONS.includes(term.key);

/** Reads a query; null when it names no metric. */
export function parseMetricQuery(text: string): Required<MetricQuery> | null {
  const [first, ...rest] = parseQ(text);
  if (first?.kind !== 'word' || first.not) return null;
  const options = rest.filter(isOption);
  const valuesOf = (key: string): string[] =>
    options.filter((term) => term.key === key).flatMap(({ values }) => values);
  return {
    metric: first.text,
    agg: valuesOf('agg')[0] ?? '',
    by: [...new Set(valuesOf('by'))],
    kind: valuesOf('kind')[0] ?? '',
    unit: valuesOf('unit')[0] ?? '',
    filter: formatQ(rest.filter((term) => !isOption(term))),
  };
}

/** The text that `parseMetricQuery` reads as this query. */
export function formatMetricQuery(query: MetricQuery): string {
  const { metric, agg = '', by = [], kind = '', unit = '', filter = '' } = query;
  const option = (key: string, values: readonly string[]): Term[] =>
    values.length === 0 ? [] : [{ kind: 'key', not: false, key, operator: ':', values }];
  const words: Term[] = [
    { kind: 'word', not: false, text: metric },
    ...option('kind', kind === '' ? [] : [kind]),
    ...option('unit', unit === '' ? [] : [unit]),
    ...option('agg', agg === '' ? [] : [agg]),
    ...option('by', by),
  ];
  return [formatQ(words), filter.trim()].filter((part) => part !== '').join(' ');
}

/** What the page of the metrics keeps in the address for a view. */
export function pageOfMetrics({ queries = [], formula = '' }: MetricsView): Record<string, string> {
  const texts = LETTERS.map((letter, at): [string, string] => {
    const query = queries[at];
    return [letter, query === undefined ? '' : formatMetricQuery(query)];
  });
  return { ...Object.fromEntries(texts), formula };
}
