import type { ReactElement } from 'react';
import type { Vital } from '../../ask/types.ts';
import { formatCount, formatShare } from '../../parts/format.ts';
import { StatusChip } from '../../parts/status.tsx';
import css from './rum.module.css';
import { formatVital, ratingOf, STATUS_OF, VITALS, type VitalFacts } from './vitals.ts';

/** A card a vital: what three of four visits were at least as good as, against the limits, and how all of them spread. */
export function VitalCards({ vitals }: { readonly vitals: readonly Vital[] }): ReactElement {
  return (
    <ul className={css['cards']} aria-label="Web vitals">
      {VITALS.map((facts) => (
        <Card key={facts.name} facts={facts} vital={vitals.find(({ name }) => name === facts.name)} />
      ))}
    </ul>
  );
}

function Card({ facts, vital }: { readonly facts: VitalFacts; readonly vital: Vital | undefined }): ReactElement {
  const { name, short, words } = facts;
  const p75 = vital?.p75 ?? null;
  const rating = p75 === null ? null : ratingOf(facts, p75);
  return (
    <li className={css['card']}>
      <h2>
        {short} <span className={css['quiet']}>{words}</span>
      </h2>
      <p className={css['figure']}>
        <strong>{formatVital(name, p75)}</strong>
        {rating === null ? (
          <span className={css['quiet']}>not measured</span>
        ) : (
          <StatusChip kind={STATUS_OF[rating]}>{rating}</StatusChip>
        )}
      </p>
      {vital !== undefined && vital.count > 0 && <Spread vital={vital} />}
      <p className={css['limits']}>
        good to {formatVital(name, facts.good)}, poor above {formatVital(name, facts.poor)}
      </p>
    </li>
  );
}

/** How many visits were good, need improvement, were poor: one bar, and the same in words. */
function Spread({ vital }: { readonly vital: Vital }): ReactElement {
  const { good, needsImprovement, poor, count } = vital;
  const parts = [
    ['good', good, 'good'],
    ['improve', needsImprovement, 'need improvement'],
    ['poor', poor, 'poor'],
  ] as const;
  const present = parts.filter(([, part]) => part > 0);
  const total = Math.max(1, good + needsImprovement + poor);
  return (
    <div className={css['spread']}>
      <span className={css['bar']} aria-hidden="true">
        {present.map(([look, part]) => (
          <span key={look} className={css[look]} style={{ inlineSize: `${(part / total) * 100}%` }} />
        ))}
      </span>
      <span className={css['shares']}>
        {present.map(([, part, word]) => `${formatShare(part / total)} ${word}`).join(', ')} of {formatCount(count)}
      </span>
    </div>
  );
}
