import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Answers } from '../../ask/types.ts';
import { formatCount } from '../../parts/format.ts';
import css from './metrics.module.css';

/** The key by which a label is asked for. */
export function keyOfLabel({ key, source }: Answers['metrics/:name']['labels'][number]): string {
  return source === 'resource' ? `resource.${key}` : key;
}

export interface LabelChipsProps {
  /** The letter of the query. */
  readonly name: string;
  readonly labels: Answers['metrics/:name']['labels'];
  readonly by: readonly string[];
  readonly onBy: (by: readonly string[]) => void;
}

/** The labels that a query is split by, and a choice of more. */
export function LabelChips({ name, labels, by, onBy }: LabelChipsProps): ReactElement {
  const free = labels.filter((label) => !by.includes(keyOfLabel(label)));
  return (
    <div className={css['by']}>
      {by.length > 0 && (
        <ul aria-label={`${name} is split by`} className={css['chips']}>
          {by.map((key) => (
            <li key={key} className={css['chip']}>
              <span>by {key}</span>
              <button
                type="button"
                aria-label={`Do not split ${name} by ${key}`}
                onClick={() => onBy(by.filter((other) => other !== key))}
              >
                <X size={13} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {free.length > 0 && (
        <select
          className={css['select']}
          aria-label={`Split ${name} by`}
          value=""
          onChange={(event) => onBy([...by, event.target.value])}
        >
          <option value="">split by …</option>
          {(['attribute', 'resource'] as const).map((source) => (
            <LabelOptions key={source} source={source} labels={free.filter((label) => label.source === source)} />
          ))}
        </select>
      )}
    </div>
  );
}

interface LabelOptionsProps {
  readonly source: 'attribute' | 'resource';
  readonly labels: LabelChipsProps['labels'];
}

function LabelOptions({ source, labels }: LabelOptionsProps): ReactElement | null {
  if (labels.length === 0) return null;
  return (
    <optgroup label={source === 'attribute' ? 'Attributes' : 'Of the program'}>
      {labels.map((label) => (
        <option key={label.key} value={keyOfLabel(label)}>
          {label.key} ({formatCount(label.distinct)})
        </option>
      ))}
    </optgroup>
  );
}
