/**
 * The sixth migration: spans that take less room and less time to read. `$db` is the database. What it says of codecs is true of new parts and
 * of merged ones; the indexes of parts that are there already are made in the background.
 */
export const smaller: string = String.raw`-- Times by their bits: as small as their differences under ZSTD, and read in a third of the time. Attributes of spans hold what is different
-- in each (ids, paths, addresses), which the entropy coder of ZSTD makes smaller and LZ4 does not; level 3 is read faster than level 1.
-- What is the same in row after row goes to the quickest.
ALTER TABLE $db.otel_traces MODIFY COLUMN Timestamp CODEC(T64, LZ4), MODIFY COLUMN SpanAttributes CODEC(ZSTD(3)), MODIFY COLUMN ScopeName CODEC(LZ4), MODIFY COLUMN ScopeVersion CODEC(LZ4),
  MODIFY COLUMN StatusCode CODEC(ZSTD(1)), MODIFY COLUMN Release CODEC(ZSTD(1)), MODIFY COLUMN IsRoot CODEC(ZSTD(1)), MODIFY COLUMN Flags CODEC(ZSTD(1));
-- One granule of a hundred is read for nothing instead of one of a thousand, and there are fewer bytes of filters to read before that.
ALTER TABLE $db.otel_traces DROP INDEX IF EXISTS idx_trace_id, DROP INDEX IF EXISTS idx_session;
-- A copy of the session was three bytes a span, random ones; with a filter of its own it is found in the attributes just as well. The engine reads
-- SpanAttributes['session.id'] as this subcolumn: an index of the expression would not be used.
ALTER TABLE $db.otel_traces DROP COLUMN IF EXISTS SessionId;
ALTER TABLE $db.otel_traces ADD COLUMN IF NOT EXISTS SessionId String ALIAS SpanAttributes['session.id'];
ALTER TABLE $db.otel_traces ADD INDEX IF NOT EXISTS idx_trace_id TraceId TYPE bloom_filter(0.01) GRANULARITY 1,
  ADD INDEX IF NOT EXISTS idx_session SpanAttributes.${'`key_session.id`'} TYPE bloom_filter(0.01) GRANULARITY 1;
ALTER TABLE $db.otel_traces MATERIALIZE INDEX idx_trace_id, MATERIALIZE INDEX idx_session;
`;
