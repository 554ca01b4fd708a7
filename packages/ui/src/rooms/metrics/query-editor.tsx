import { Eye, EyeOff, X } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Answers } from '../../ask/types.ts';
import { Button } from '../../parts/button.tsx';
import { formatCount } from '../../parts/format.ts';
import { useAddress } from '../../url/use-address.ts';
import { wordsOfAgg } from './kind-words.ts';
import { LabelChips } from './label-chips.tsx';
import css from './metrics.module.css';
import { FilterInput, MetricInput } from './query-inputs.tsx';
import { wordsOfFilter } from './questions.ts';
import { queryChange, switchOf, withoutQuery, type QueryRow, type View } from './view.ts';

export interface QueryEditorProps {
  readonly row: QueryRow;
  readonly view: View;
  readonly detail: Answers['metrics/:name'] | undefined;
  readonly answer: Answers['metrics/:name/series'] | undefined;
  /** Whether the metric has no points in the range. */
  readonly isMissing: boolean;
  /** The last one cannot be removed: the list of all metrics is a link. */
  readonly isOnly: boolean;
}

/** One query: which metric, what to make of its points, split by which labels, only which points. */
export function QueryEditor({ row, view, detail, answer, isMissing, isOnly }: QueryEditorProps): ReactElement {
  const { change } = useAddress();
  const { letter, query } = row;
  const name = letter.toUpperCase();
  const isOff = view.off.has(letter);
  const words = wordsOfFilter(query.filter);
  const set = (changes: Partial<typeof query>): void => change({ page: queryChange(row, changes) });
  return (
    <div role="group" aria-label={`Query ${name}`} className={css['query']}>
      <Button
        look="icon"
        aria-pressed={isOff}
        aria-label={`Hide query ${name}`}
        title={`${isOff ? 'Draw' : 'Hide'} query ${name}`}
        className={css['letter']}
        onClick={() => change({ page: switchOf(view, letter) }, 'replace')}
      >
        {isOff ? <EyeOff size={14} aria-hidden="true" /> : <Eye size={14} aria-hidden="true" />}
        {name}
      </Button>
      <MetricInput
        key={query.metric}
        name={name}
        metric={query.metric}
        onMetric={(metric) => set({ metric, agg: '', by: [], kind: '', unit: '', filter: '' })}
      />
      {detail !== undefined && detail.variants.length > 1 && (
        <VariantSelect name={name} detail={detail} onVariant={(kind, unit) => set({ kind, unit, agg: '', by: [] })} />
      )}
      <AggSelect
        name={name}
        aggs={detail?.aggs ?? []}
        used={query.agg === '' ? (answer?.agg ?? '') : query.agg}
        onAgg={(agg) => set({ agg })}
      />
      <LabelChips name={name} labels={detail?.labels ?? []} by={query.by} onBy={(by) => set({ by })} />
      <FilterInput
        key={query.filter}
        name={name}
        filter={query.filter}
        labels={detail?.labels ?? []}
        onFilter={(filter) => set({ filter })}
      />
      {!isOnly && (
        <Button
          look="icon"
          className={css['remove']}
          aria-label={`Remove query ${name}`}
          onClick={() => change({ page: withoutQuery(letter) })}
        >
          <X size={15} aria-hidden="true" />
        </Button>
      )}
      {isMissing && (
        <p className={css['note']} role="status">
          No points of {query.metric} in this range.
        </p>
      )}
      {words.length > 0 && (
        <p className={css['wrong']} role="status">
          “{words.join(' ')}” is left out: a filter of a metric is written key:value or key&gt;number.
        </p>
      )}
      {answer !== undefined && answer.total > answer.series.length && (
        <p className={css['note']}>
          {formatCount(answer.series.length)} of {formatCount(answer.total)} series are shown.
        </p>
      )}
    </div>
  );
}

interface VariantSelectProps {
  readonly name: string;
  readonly detail: Answers['metrics/:name'];
  readonly onVariant: (kind: string, unit: string) => void;
}

/** Which metric is meant where several go by one name. */
function VariantSelect({ name, detail, onVariant }: VariantSelectProps): ReactElement {
  const { variants } = detail;
  return (
    <select
      className={css['select']}
      aria-label={`Kind of ${name}`}
      value={variants.findIndex(({ kind, unit }) => kind === detail.kind && unit === detail.unit)}
      onChange={(event) => {
        const chosen = variants[Number(event.target.value)];
        if (chosen !== undefined) onVariant(chosen.kind, chosen.unit);
      }}
    >
      {variants.map(({ kind, unit }, at) => (
        <option key={`${kind} ${unit}`} value={at}>
          {[kind, unit].join(' ').trim()}
        </option>
      ))}
    </select>
  );
}

interface AggSelectProps {
  readonly name: string;
  readonly aggs: readonly string[];
  readonly used: string;
  readonly onAgg: (agg: string) => void;
}

function AggSelect({ name, aggs, used, onAgg }: AggSelectProps): ReactElement {
  const all = used === '' || aggs.includes(used) ? aggs : [used, ...aggs];
  return (
    <select
      className={css['select']}
      aria-label={`Aggregation of ${name}`}
      value={used}
      onChange={(event) => onAgg(event.target.value)}
    >
      {all.length === 0 && <option value="">…</option>}
      {all.map((agg) => (
        <option key={agg} value={agg}>
          {wordsOfAgg(agg)}
        </option>
      ))}
    </select>
  );
}
