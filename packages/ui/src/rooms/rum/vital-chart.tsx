import { useMemo, type ReactElement } from 'react';
import { useAsk } from '../../ask/use-ask.tsx';
import { Button } from '../../parts/button.tsx';
import { ChartPanel } from '../../parts/chart/chart-panel.tsx';
import type { LineOfChart } from '../../parts/chart/chart-model.ts';
import { Loading } from '../../parts/loading.tsx';
import { Problem } from '../../parts/states.tsx';
import { fixedRange, type Bounds } from '../../url/range.ts';
import { useAddress } from '../../url/use-address.ts';
import type { WebVitalsParams } from './questions.ts';
import css from './rum.module.css';
import { formatVital, VITALS } from './vitals.ts';

export interface VitalChartProps {
  readonly seriesOf: WebVitalsParams['seriesOf'];
  readonly bounds: Bounds;
}

const NONE: readonly never[] = [];

/** One vital over time, with its limits as lines. */
export function VitalChart({ seriesOf, bounds }: VitalChartProps): ReactElement {
  const { address, change } = useAddress();
  const facts = VITALS.find(({ name }) => name === address.page['vital']) ?? VITALS[0]!;
  const { data, isError, error, refetch } = useAsk('vitals/series', seriesOf(facts.name));
  const lines = useMemo(() => {
    const measured = (data?.series ?? []).map(({ points }) => ({ key: `${facts.short} p75`, points }));
    const times = timesOf(
      measured.flatMap(({ points }) => points.map(([time]) => time)),
      bounds,
    );
    const level = (key: string, value: number): LineOfChart => ({ key, points: times.map((time) => [time, value]) });
    return [...measured, level('good up to', facts.good), level('poor from', facts.poor)];
  }, [data, facts, bounds]);
  if (data === undefined) {
    return isError ? (
      <Problem error={error} what={`${facts.short} over time`} onRetry={() => void refetch()} />
    ) : (
      <Loading height="306px" what={`${facts.short} over time`} />
    );
  }
  const format = (value: number | null): string => formatVital(facts.name, value);
  return (
    <ChartPanel
      title={`${facts.short} over time`}
      hint={`p75, ${facts.words}`}
      measure={`75th percentile of the ${facts.words}`}
      noun="lines"
      lines={lines}
      slotOf={(key) => (key.endsWith('p75') ? 0 : key.startsWith('good') ? 2 : 1)}
      bounds={bounds}
      isLive={address.t.kind === 'live'}
      markers={NONE}
      format={format}
      tick={format}
      leastTop={facts.good * 1.2}
      onRange={(from, to) => change({ t: fixedRange(from, to) })}
      actions={
        <span role="group" aria-label="Which vital" className={css['which']}>
          {VITALS.map(({ name, short }) => (
            <Button
              key={name}
              aria-pressed={name === facts.name}
              onClick={() => change({ page: { vital: name === 'lcp' ? '' : name } })}
            >
              {short}
            </Button>
          ))}
        </span>
      }
    />
  );
}

/** Every time of the grid, so that the lines of the limits have no gap. */
function timesOf(measured: readonly number[], { from, to, stepMs }: Bounds): number[] {
  const first = Math.ceil(from / stepMs) * stepMs;
  const grid = Array.from(
    { length: Math.max(0, Math.floor((to - first) / stepMs) + 1) },
    (_, at) => first + at * stepMs,
  );
  return [...new Set([...measured, ...grid])].sort((a, b) => a - b);
}
