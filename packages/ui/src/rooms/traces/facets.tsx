import { ATTR_DEPLOYMENT_ENVIRONMENT_NAME, ATTR_SERVICE_VERSION } from '@sightglass/api/semconv';
import type { ReactElement } from 'react';
import type { Facet } from '../../ask/types.ts';
import { formatCompact, formatCount, formatShare } from '../../parts/format.ts';
import { ServiceMark } from '../../parts/service-name.tsx';
import { StatusMark } from '../../parts/status.tsx';
import { useAddress } from '../../url/use-address.ts';
import { isChosen, toggleFacet } from './facet-filter.ts';
import css from './traces.module.css';

export interface FacetsProps {
  readonly facets: readonly Facet[];
  readonly total: number;
}

/** Readers' words for keys that have a short one; all others stand as they are written in `q`. */
const NAMES: Readonly<Record<string, string>> = {
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: 'environment',
  [ATTR_SERVICE_VERSION]: 'release',
  name: 'root operation',
};

/** What the traces found are made of; a click narrows to a value, another one widens again. */
export function Facets({ facets, total }: FacetsProps): ReactElement {
  return (
    <>
      {facets
        .filter(({ values }) => values.length > 0)
        .map((facet) => (
          <section key={facet.key} className={css['facet']} aria-label={NAMES[facet.key] ?? facet.key}>
            <h2 title={facet.key}>{NAMES[facet.key] ?? facet.key}</h2>
            <ul>
              {facet.values.map(({ value, count }) => (
                <li key={value}>
                  <FacetValue facetKey={facet.key} value={value} count={count} total={total} />
                </li>
              ))}
            </ul>
          </section>
        ))}
    </>
  );
}

interface FacetValueProps {
  readonly facetKey: string;
  readonly value: string;
  readonly count: number;
  readonly total: number;
}

function FacetValue({ facetKey, value, count, total }: FacetValueProps): ReactElement {
  const { address, change } = useAddress();
  const share = total > 0 ? Math.min(1, count / total) : 0;
  return (
    <button
      type="button"
      className={css['value']}
      aria-pressed={isChosen(address, facetKey, value)}
      title={`${value}: ${formatCount(count)} of ${formatCount(total)} traces, ${formatShare(share)}`}
      onClick={() => change(toggleFacet(address, facetKey, value))}
    >
      <span aria-hidden="true" className={css['share']} style={{ inlineSize: `${share * 100}%` }} />
      {facetKey === 'service' && <ServiceMark service={value} />}
      {facetKey === 'status' && <StatusMark kind={value === 'error' ? 'error' : 'ok'} />}
      <span className={css['valueText']}>{value === '' ? '(empty)' : value}</span>
      <span className={css['count']}>{formatCompact(count)}</span>
    </button>
  );
}
