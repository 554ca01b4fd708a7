import type { Answer, Page, Scope } from '../scope.ts';
import { createBinder, type Binder, type Source } from '../statement.ts';
import { measuresOf, THRESHOLDS, VITALS, type VitalKey, type VitalName } from './measures.ts';

/** One vital of a page, device, release, service, or of all. */
export interface VitalSummary {
  key: string;
  name: VitalName;
  p50: number;
  p75: number;
  p95: number;
  count: number;
  good: number;
  needsImprovement: number;
  poor: number;
}

/** Keys of one answer, the busiest first. */
const MOST_KEYS = 200;

/** Vitals by what they are told apart by, the busiest first; within each in the order of {@link VITALS}. */
export async function askVitals(source: Source, scope: Scope, by: VitalKey): Promise<Answer<Page<VitalSummary>>> {
  const bind = createBinder();
  const { rows } = await source.query<VitalRow>(
    `SELECT key, name, q, toString(n) AS count, toString(good) AS good, toString(poor) AS poor, toUInt8(place <= ${MOST_KEYS}) AS isShown FROM (
      SELECT *, dense_rank() OVER (ORDER BY busy DESC, key) AS place FROM (
        SELECT *, sum(n) OVER (PARTITION BY key) AS busy FROM (
          SELECT key, name, ${QUANTILES}(value) AS q, count() AS n, countIf(${is(bind, 'good')}) AS good, countIf(${is(bind, 'poor')}) AS poor
          FROM (${measuresOf(source, bind, scope, by)}) GROUP BY key, name
        )
      )
    ) WHERE place <= ${MOST_KEYS + 1} ORDER BY place, indexOf([${VITALS.map((name) => bind('String', name)).join(', ')}], name)`,
    bind.values,
  );
  const items = rows.filter(({ isShown }) => isShown === 1).map(summaryOf);
  return { range: scope.range, body: { items, more: items.length < rows.length } };
}

/** Exact, between two values where the level lies between them: each value is held anyway, to know the last of its measure. */
const QUANTILES = 'quantilesExactInclusive(0.5, 0.75, 0.95)';

interface VitalRow {
  key: string;
  name: VitalName;
  q: [number, number, number];
  count: string;
  good: string;
  poor: string;
  isShown: number;
}

function summaryOf({ key, name, q, ...counts }: VitalRow): VitalSummary {
  const [count, good, poor] = [Number(counts.count), Number(counts.good), Number(counts.poor)];
  const [p50, p75, p95] = q;
  return { key, name, p50, p75, p95, count, good, needsImprovement: count - good - poor, poor };
}

function is(bind: Binder, what: 'good' | 'poor'): string {
  const names = VITALS.map((name) => bind('String', name)).join(', ');
  const bounds = VITALS.map((name) => bind('Float64', THRESHOLDS[name][what === 'good' ? 0 : 1])).join(', ');
  return `value ${what === 'good' ? '<=' : '>'} transform(name, [${names}], [${bounds}], toFloat64(0))`;
}
