import { placeOf, placeOfLabel, placeOfRecord } from '../attributes.ts';
import { SEVERITY_NAME } from '../logs/severity.ts';
import type { Answer } from '../scope.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';
import type { SuggestionQuestion, Suggestions } from './keys.ts';
import { fromEach, sampleOf, type Signal, type Stretch } from './tables.ts';

/** A value of a key. */
export interface SuggestedValue {
  value: string;
  /** Rows that hold it. */
  count: number;
}

/** Values of built-in keys; of those that are missing nearly every row has another one. */
const BUILT_IN: Readonly<Record<Signal, ReadonlyMap<string, string>>> = {
  traces: new Map([
    ['name', 'SpanName'],
    ['kind', 'lower(SpanKind)'],
    ['status', 'lower(StatusCode)'],
    ['event', 'arrayJoin(Events.Name)'],
    ['scope', 'ScopeName'],
  ]),
  logs: new Map([
    ['severity', SEVERITY_NAME],
    ['event', 'EventName'],
    ['scope', 'ScopeName'],
  ]),
  metrics: new Map([['scope', 'ScopeName']]),
};

/** Built-in keys without values to suggest. */
const WITHOUT: Readonly<Record<Signal, ReadonlySet<string>>> = {
  traces: new Set(['duration', 'traceId', 'spanId']),
  logs: new Set(['body', 'traceId', 'spanId']),
  metrics: new Set(),
};

/** Rows that are looked at; more when a text is looked for, because what holds it may be rare. */
const SAMPLE = 100_000;
const SAMPLE_OF_TEXT = 500_000;

/** Values of one key, written as in `where=`. */
export async function askValues(
  source: Source,
  stretch: Stretch,
  key: string,
  { signal, text, limit }: SuggestionQuestion,
): Promise<Answer<Suggestions<SuggestedValue>>> {
  if (WITHOUT[signal].has(key)) return { range: stretch.range, body: { items: [], share: 1 } };
  const bind = createBinder();
  const sample = text === '' ? SAMPLE : SAMPLE_OF_TEXT;
  const { conditions, share } = await sampleOf(source, bind, signal, stretch, sample);
  const value = BUILT_IN[signal].get(key) ?? valueOfAttribute(bind, signal, key);
  const { rows } = await source.query<{ value: string; count: string }>(
    `SELECT value, toString(count()) AS count
    FROM (${fromEach(source, bind, signal, stretch, `toString(${value}) AS value`, conditions)})
    WHERE value != '' AND positionCaseInsensitiveUTF8(value, ${bind('String', text)}) > 0
    GROUP BY value ORDER BY count() DESC, value LIMIT ${bind('UInt32', limit)}`,
    bind.values,
  );
  const items = rows.map((row) => ({ value: row.value, count: Math.round(Number(row.count) / share) }));
  return { range: stretch.range, body: { items, share } };
}

function valueOfAttribute(bind: Binder, signal: Signal, key: string): string {
  const place = signal === 'traces' ? placeOf(key) : signal === 'logs' ? placeOfRecord(key) : placeOfLabel(key);
  if (place.column !== undefined && place.isNumber !== true) return place.column;
  return `${place.map}[${bind('String', place.key)}]`;
}
