import type { Answered } from './metric-lines.ts';
import type { QueryRow } from './view.ts';

/** What is drawn, in words: `http.server.request.duration, p95 by http.route`. */
export function headlineOf(
  rows: readonly QueryRow[],
  answered: readonly Answered[],
  formula: string,
  services: readonly string[],
): string {
  if (formula !== '') return `${formula} of ${namesOf(rows)}`;
  const [only] = rows;
  if (rows.length !== 1 || only === undefined) {
    const [service, ...more] = services;
    return namesOf(rows) + (service !== undefined && more.length === 0 ? ` of ${service}` : '');
  }
  const { metric, by, agg } = only.query;
  const used = agg === '' ? answered[0]?.answer.agg : agg;
  const how = [...(used === undefined ? [] : [used]), ...(by.length === 0 ? [] : [`by ${by.join(', ')}`])].join(' ');
  return how === '' ? metric : `${metric}, ${how}`;
}

function namesOf(rows: readonly QueryRow[]): string {
  const names = [...new Set(rows.map(({ query }) => query.metric))];
  return names.length > 2 ? `${names.length} metrics` : names.join(' and ');
}
