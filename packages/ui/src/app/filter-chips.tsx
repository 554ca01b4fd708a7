import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import { ServiceMark } from '../parts/service-name.tsx';
import { useAddress } from '../url/use-address.ts';
import css from './top-bar.module.css';

/** The filters that go along from page to page, each with a button that takes it away. */
export function FilterChips(): ReactElement | null {
  const { address, change } = useAddress();
  const chips = (['service', 'release'] as const).flatMap((key) => address[key].map((value) => ({ key, value })));
  if (chips.length === 0) return null;
  return (
    <ul className={css['chips']} aria-label="Filters">
      {chips.map(({ key, value }) => (
        <li key={`${key} ${value}`} className={css['chip']}>
          {key === 'service' ? <ServiceMark service={value} /> : <span className={css['chipKey']}>release</span>}
          <span className={css['chipText']}>{value}</span>
          <button
            type="button"
            className={css['remove']}
            aria-label={`Remove the filter ${key} ${value}`}
            onClick={() => change({ [key]: address[key].filter((other) => other !== value) })}
          >
            <X size={13} aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
