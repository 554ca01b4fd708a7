const TABLES = [
  'otel_traces',
  'otel_logs',
  'otel_metrics_gauge',
  'otel_metrics_sum',
  'otel_metrics_histogram',
  'otel_metrics_exp_histogram',
  'otel_metrics_summary',
  'page_events',
];

/**
 * The tenth migration: merges that take one column after the other. `$db` is the database. The engine does so only where the new part has
 * files for each column and enough rows; row by row a merge of spans costs twice as much. What one insert brings still lies in one file,
 * however large it is.
 */
export const columns: string = TABLES.map(
  (table) =>
    `ALTER TABLE $db.${table} MODIFY SETTING min_level_for_wide_part = 1, min_bytes_for_wide_part = 16777216, vertical_merge_algorithm_min_rows_to_activate = 32768;`,
).join('\n');
