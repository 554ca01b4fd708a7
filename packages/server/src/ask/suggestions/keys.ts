import type { Answer } from '../scope.ts';
import { createBinder, type Source } from '../statement.ts';
import { subjectOf } from '../subjects.ts';
import { fromEach, sampleOf, TABLES_OF, type Signal, type Stretch } from './tables.ts';

/** A key that `where=` takes. */
export interface SuggestedKey {
  /** Without the `resource.` that a resource's attribute is written with. */
  key: string;
  source: 'attribute' | 'resource' | 'builtin';
  /** Rows that hold it. */
  count: number;
}

/** Suggestions, most frequent first. */
export interface Suggestions<T> {
  items: T[];
  /** The share of the rows that was looked at; counts are scaled up from it. */
  share: number;
}

/** What is looked for: keys or values that contain a text. */
export interface SuggestionQuestion {
  readonly signal: Signal;
  readonly text: string;
  readonly limit: number;
}

/** What rows have besides attributes. */
const BUILT_IN: Readonly<Record<Signal, readonly string[]>> = {
  traces: ['name', 'kind', 'status', 'duration', 'event', 'scope', 'traceId', 'spanId'],
  logs: ['severity', 'body', 'event', 'scope', 'traceId', 'spanId'],
  metrics: ['scope'],
};

/** Rows that are looked at: reading all keys of a row costs ten times what counting it does. */
const SAMPLE = 100_000;

/** Keys that the rows of a signal hold. */
export async function askKeys(
  source: Source,
  stretch: Stretch,
  { signal, text, limit }: SuggestionQuestion,
): Promise<Answer<Suggestions<SuggestedKey>>> {
  const bind = createBinder();
  const { rows: kind, map } = TABLES_OF[signal];
  const { conditions, share } = await sampleOf(source, bind, signal, stretch, SAMPLE);
  const pairs = [
    `arrayMap(key -> ('attribute', toString(key)), mapKeys(${map}))`,
    "arrayMap(key -> ('resource', toString(key)), mapKeys(ResourceAttributes))",
    `arrayFilter(pair -> pair.2 != '', [${BUILT_IN[signal]
      .map((key) => `('builtin', if(${subjectOf(bind, key, kind).present() ?? '0'}, ${bind('String', key)}, ''))`)
      .join(', ')}])`,
  ];
  const { rows } = await source.query<{ key: string; source: SuggestedKey['source']; count: string }>(
    `SELECT pair.1 AS source, pair.2 AS key, toString(count()) AS count
    FROM (${fromEach(source, bind, signal, stretch, `arrayJoin(arrayConcat(${pairs.join(', ')})) AS pair`, conditions)})
    WHERE positionCaseInsensitiveUTF8(key, ${bind('String', text)}) > 0
    GROUP BY source, key ORDER BY count() DESC, key, source LIMIT ${bind('UInt32', limit)}`,
    bind.values,
  );
  const items = rows.map(({ key, source: from, count }) => ({
    key,
    source: from,
    count: Math.round(Number(count) / share),
  }));
  return { range: stretch.range, body: { items, share } };
}
