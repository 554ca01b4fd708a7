/**
 * The ninth migration: strings with their lengths beside them. `$db` is the database. The engine's own default keeps the lengths of a column of
 * strings apart from them, eight bytes each, before they are packed: of a span with two dozen attributes that is 200 bytes to pack, to read and
 * to merge. It is true of new parts and of merged ones.
 */
export const strings: string = ['otel_traces', 'otel_logs']
  .map((table) => `ALTER TABLE $db.${table} MODIFY SETTING string_serialization_version = 'single_stream';`)
  .join('\n');
