/** What the tables of the server hold, in the reader's words. */
const TABLES: Readonly<Record<string, string>> = {
  otel_traces: 'Spans',
  otel_traces_trace_id_ts: 'Index of traces',
  otel_traces_1m: 'Requests by operation and minute',
  otel_traces_services: 'Requests by service',
  otel_logs: 'Log lines',
  otel_metrics_gauge: 'Gauges',
  otel_metrics_sum: 'Counters',
  otel_metrics_histogram: 'Histograms',
  otel_metrics_exp_histogram: 'Exponential histograms',
  otel_metrics_summary: 'Summaries',
  otel_replay: 'Session replay',
  page_events: 'Events of pages',
  error_events: 'Errors',
  usage_events: 'Usage',
  web_vitals: 'Web vitals',
  delivery_events: 'Delivery',
  people_identities: 'Who is who',
  people_profiles: 'Profiles',
};

/** What a table holds; its own name where we have no word for it. */
export const wordOfTable = (name: string): string => TABLES[name] ?? name;

/** `7 days`, `5 years`; `for good` without an end. */
export function wordsOfDays(days: number | null): string {
  if (days === null) return 'for good';
  const [count, unit] = days % 365 === 0 ? [days / 365, 'year'] : [days, 'day'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}
