import { ATTR_DEPLOYMENT_ENVIRONMENT_NAME, ATTR_SERVICE_VERSION } from '@sightglass/api/semconv';
import { Minus } from 'lucide-react';
import type { MouseEvent, ReactElement, ReactNode } from 'react';
import type { Facet } from '../../ask/types.ts';
import { useAddress } from '../../url/use-address.ts';
import { formatCompact, formatCount, formatShare } from '../format.ts';
import { Loading } from '../loading.tsx';
import { ServiceMark } from '../service-name.tsx';
import { Problem } from '../states.tsx';
import { isChosen, isExcluded, toggleExcluded, toggleFacet } from './facet-filter.ts';
import css from './facets.module.css';

/** Not `exact`: its counts are scaled up from a sample. */
type CountedFacet = Facet & { readonly exact?: boolean };

export interface FacetColumnProps {
  readonly answer: { readonly facets: readonly CountedFacet[]; readonly total: number } | undefined;
  readonly error: unknown;
  /** Whether the page shows a problem already: a question that cannot be read is one problem, not two. */
  readonly isSaid: boolean;
  readonly onRetry: () => void;
  /** What is counted: `traces`. */
  readonly what: string;
  /** Readers' words for keys of this page that have a short one. */
  readonly names?: Readonly<Record<string, string>>;
  /** A shape before the values of a key. */
  readonly markOf?: (key: string, value: string) => ReactNode;
}

/** What the found things are made of, beside their list; where there is no room, folded above it. */
export function FacetColumn({ answer, error, isSaid, onRetry, ...shown }: FacetColumnProps): ReactElement {
  const content =
    answer !== undefined ? (
      <Facets {...answer} {...shown} />
    ) : error !== null && isSaid ? null : error !== null ? (
      <Problem error={error} what={`What the ${shown.what} are made of`} onRetry={onRetry} />
    ) : (
      <Loading height="320px" what={`what the ${shown.what} are made of`} />
    );
  return (
    <aside className={css['column']} aria-label="Narrow down">
      <div className={css['beside']}>{content}</div>
      <details className={css['folded']}>
        <summary>Narrow down</summary>
        {content}
      </details>
    </aside>
  );
}

const NAMES: Readonly<Record<string, string>> = {
  [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: 'environment',
  [ATTR_SERVICE_VERSION]: 'release',
};

type FacetsProps = Pick<FacetColumnProps, 'what' | 'names' | 'markOf'> & {
  readonly facets: readonly CountedFacet[];
  readonly total: number;
};

function Facets({ facets, names, ...shown }: FacetsProps): ReactElement {
  const nameOf = (key: string): string => names?.[key] ?? NAMES[key] ?? key;
  return (
    <>
      {facets
        .filter(({ values }) => values.length > 0)
        .map((facet) => (
          <section key={facet.key} className={css['facet']} aria-label={nameOf(facet.key)}>
            <h2 title={facet.key}>{nameOf(facet.key)}</h2>
            <ul>
              {facet.values.map(({ value, count }) => (
                <FacetValue
                  key={value}
                  facetKey={facet.key}
                  value={value}
                  count={count}
                  about={facet.exact === false ? '≈\u202f' : ''}
                  {...shown}
                />
              ))}
            </ul>
          </section>
        ))}
    </>
  );
}

interface FacetValueProps extends Omit<FacetsProps, 'facets' | 'names'> {
  readonly facetKey: string;
  readonly value: string;
  readonly count: number;
  /** What stands before a count that is an estimate. */
  readonly about: string;
}

/** A click looks for the value, another one no longer; − leaves it out, as does a click with Alt. */
function FacetValue({ facetKey, value, count, about, total, what, markOf }: FacetValueProps): ReactElement {
  const { address, change } = useAddress();
  const share = total > 0 ? Math.min(1, count / total) : 0;
  const leaveOut = (): void => change(toggleExcluded(address, facetKey, value));
  const onClick = (event: MouseEvent): void =>
    event.altKey ? leaveOut() : change(toggleFacet(address, facetKey, value));
  const name = value === '' ? '(empty)' : value;
  return (
    <li className={css['item']}>
      <button
        type="button"
        className={css['value']}
        aria-pressed={isChosen(address, facetKey, value)}
        title={`${value}: ${about}${formatCount(count)} of ${formatCount(total)} ${what}, ${formatShare(share)}`}
        onClick={onClick}
      >
        <span aria-hidden="true" className={css['share']} style={{ inlineSize: `${share * 100}%` }} />
        {facetKey === 'service' && <ServiceMark service={value} />}
        {markOf?.(facetKey, value)}
        <span className={css['valueText']}>{name}</span>
        <span className={css['count']}>{about + formatCompact(count)}</span>
      </button>
      <button
        type="button"
        className={css['minus']}
        aria-pressed={isExcluded(address, facetKey, value)}
        aria-label={`Leave out ${name}`}
        title={`Leave out ${name}`}
        onClick={leaveOut}
      >
        <Minus size={13} aria-hidden="true" />
      </button>
    </li>
  );
}
