import { useId, useState, type FormEvent, type ReactElement } from 'react';
import { boundsParams } from '../../ask/params.ts';
import type { Answers } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { formatQ } from '../../url/q.ts';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { keyOfLabel } from './label-chips.tsx';
import css from './metrics.module.css';

interface DraftProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder: string;
  readonly className: string | undefined;
  readonly options: readonly string[];
  readonly onFocus?: () => void;
  readonly onCommit: (text: string) => void;
}

/** A text that becomes the address on Enter, on a choice from its list, or when it is left. */
function Draft({ label, value, placeholder, className, options, onFocus, onCommit }: DraftProps): ReactElement {
  const [text, setText] = useState(value);
  const list = useId();
  const commit = (given: string): void => {
    if (given.trim() !== value) onCommit(given.trim());
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    commit(text);
  };
  return (
    <form className={className} onSubmit={submit}>
      <input
        type="text"
        list={list}
        value={text}
        aria-label={label}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        onFocus={onFocus}
        onBlur={() => commit(text)}
        onChange={(event) => {
          const given = event.target.value;
          setText(given);
          // A choice from the list comes as an input of its own kind, not of keys.
          if (!('inputType' in event.nativeEvent) && options.includes(given)) commit(given);
        }}
      />
      <datalist id={list}>
        {options.map((option) => (
          <option key={option} value={option} />
        ))}
      </datalist>
    </form>
  );
}

export interface MetricInputProps {
  /** The letter of the query. */
  readonly name: string;
  readonly metric: string;
  readonly onMetric: (metric: string) => void;
}

/** The metric of a query, with all metrics of the range to choose from; keyed by the metric. */
export function MetricInput({ name, metric, onMetric }: MetricInputProps): ReactElement {
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const [isWanted, setWanted] = useState(false);
  const { data } = useAsk('metrics', { ...boundsParams(bounds), limit: '1000' }, { enabled: isWanted });
  return (
    <Draft
      label={`Metric of ${name}`}
      value={metric}
      placeholder="metric"
      className={css['metric']}
      options={[...new Set(data?.items.map((item) => item.name))]}
      onFocus={() => setWanted(true)}
      onCommit={(text) => text !== '' && onMetric(text)}
    />
  );
}

export interface FilterInputProps {
  /** The letter of the query. */
  readonly name: string;
  readonly filter: string;
  readonly labels: Answers['metrics/:name']['labels'];
  readonly onFilter: (filter: string) => void;
}

/** Only which points, in the language of search, with the values that there are; keyed by the filter. */
export function FilterInput({ name, filter, labels, onFilter }: FilterInputProps): ReactElement {
  const options = labels.flatMap((label) =>
    label.values.map(({ value }) =>
      formatQ([{ kind: 'key', not: false, key: keyOfLabel(label), operator: ':', values: [value] }]),
    ),
  );
  return (
    <Draft
      label={`Filter of ${name}`}
      value={filter}
      placeholder="only: key:value"
      className={css['filter']}
      options={options}
      onCommit={onFilter}
    />
  );
}
