import type { Answers } from '../../ask/types.ts';

type Metric = Answers['metrics']['items'][number];

/** The kind of a metric as people call it. */
export function wordsOfKind({ kind, monotonic }: Pick<Metric, 'kind' | 'monotonic'>): string {
  switch (kind) {
    case 'sum':
      return monotonic === true ? 'counter' : monotonic === false ? 'up-down counter' : 'sum';
    case 'exponentialHistogram':
      return 'exponential histogram';
    default:
      return kind;
  }
}

const WORDS: Readonly<Record<string, string>> = {
  rate: 'per second',
  increase: 'increase a step',
  count: 'count',
  sum: 'sum',
  avg: 'average',
  min: 'least',
  max: 'most',
  last: 'last value',
};

/** What an aggregation makes of the points, for a choice: `p95`, `average`. */
export function wordsOfAgg(agg: string): string {
  const words = WORDS[agg];
  return words === undefined || words === agg ? agg : `${agg}: ${words}`;
}
