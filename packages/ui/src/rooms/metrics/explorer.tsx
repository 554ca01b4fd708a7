import { Plus } from 'lucide-react';
import type { ReactElement } from 'react';
import { AskError } from '../../ask/errors.ts';
import type { Answers } from '../../ask/types.ts';
import { useAskEach, type Asked } from '../../ask/use-ask.tsx';
import { Button } from '../../parts/button.tsx';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { Problem } from '../../parts/states.tsx';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { formatMetricQuery } from '../../url/metric-query.ts';
import type { Bounds } from '../../url/range.ts';
import type { Address } from '../../url/search.ts';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { FormulaRow } from './formula-row.tsx';
import { headlineOf } from './headline.ts';
import { linesOf } from './metric-lines.ts';
import { MetricResults } from './metric-results.tsx';
import css from './metrics.module.css';
import { QueryEditor } from './query-editor.tsx';
import { detailParams, keyed, seriesParams } from './questions.ts';
import { freeLetter, type QueryRow, type View } from './view.ts';

type Series = Asked<Answers['metrics/:name/series']>;

/** The series of each query. A formula, and a chart of several, needs them on one grid: that of the one sent most rarely. */
function useSeries(rows: readonly QueryRow[], address: Address, bounds: Bounds): Series[] {
  const questions = keyed(rows, seriesParams, address, bounds);
  const own = useAskEach('metrics/:name/series', questions);
  const steps = own.map(({ data }) => data?.stepMs ?? 0);
  const widest = Math.max(0, ...steps);
  return useAskEach(
    'metrics/:name/series',
    questions.map(({ key, params }, at) => ({
      key,
      params: (steps[at] ?? 0) < widest ? { ...params, step: `${widest / 1000}s` } : params,
    })),
  );
}

/** The server has no points of the metric: no fault, and to be said beside its name. */
const isMissing = (asked: Series | undefined): boolean =>
  asked?.error instanceof AskError && asked.error.status === 404;

/** Queries, their chart and its numbers; a formula computes with them. */
export function Explorer({ view }: { readonly view: View }): ReactElement {
  const { address, change } = useAddress();
  const bounds = useBounds(address.t);
  const { rows, formula } = view;
  const series = useSeries(rows, address, bounds);
  const details = useAskEach('metrics/:name', keyed(rows, detailParams, address, bounds));
  const answered = rows.flatMap(({ letter }, at) => {
    const answer = series[at]?.data;
    return answer === undefined ? [] : [{ letter, answer }];
  });
  const result = linesOf(answered, rows.length, formula);
  const headline = headlineOf(rows, answered, formula, address.service);
  usePageTitle(headline);
  const free = freeLetter(view);
  const last = rows.at(-1);
  return (
    <>
      <PageHead headline={headline} asOf={Date.parse(answered[0]?.answer.to ?? '') || bounds.to} />
      <A to={links.metrics()} className={css['back']}>
        All metrics
      </A>
      <section aria-label="Queries" className={css['queries']}>
        {rows.map((row, at) => (
          <QueryEditor
            key={row.letter}
            row={row}
            view={view}
            detail={details[at]?.data}
            answer={series[at]?.data}
            isMissing={isMissing(series[at])}
            isOnly={rows.length === 1}
          />
        ))}
        <div className={css['more']}>
          {free !== undefined && last !== undefined && (
            <Button onClick={() => change({ page: { [free]: formatMetricQuery(last.query), hide: '' } })}>
              <Plus size={15} aria-hidden="true" />
              Add query {free.toUpperCase()}
            </Button>
          )}
          <FormulaRow key={formula} view={view} problem={result.formulaProblem} />
        </div>
      </section>
      {rows.map(({ letter }, at) => {
        const asked = series[at];
        return asked?.data === undefined && asked?.isError === true && !isMissing(asked) ? (
          <Problem
            key={letter}
            error={asked.error}
            what={`Query ${letter.toUpperCase()}`}
            onRetry={() => void asked.refetch()}
          />
        ) : null;
      })}
      {answered.length === 0 && series.some(({ isError }) => !isError) ? (
        <Loading height="420px" what="the chart" />
      ) : (
        <MetricResults view={view} answered={answered} result={result} bounds={bounds} />
      )}
    </>
  );
}
