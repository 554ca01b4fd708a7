import { useMemo, type ReactElement } from 'react';
import type { Answers, Finding } from '../../ask/types.ts';
import { ChartPanel } from '../../parts/chart/chart-panel.tsx';
import { formatCompact, formatDuration, formatNumber, formatShare } from '../../parts/format.ts';
import { links } from '../../url/links.ts';
import { fixedRange, type Bounds } from '../../url/range.ts';
import { useAddress } from '../../url/use-address.ts';
import { linesOf, markersOf } from './overview-data.ts';
import css from './overview.module.css';

export interface ServiceChartsProps {
  readonly answer: Answers['service-series'];
  readonly findings: readonly Finding[];
  readonly bounds: Bounds;
}

const formatRate = (value: number | null): string => `${formatNumber(value)} req/s`;

/** Requests, failures and durations of all services on one grid of time, with one pointer. */
export function ServiceCharts({ answer, findings, bounds }: ServiceChartsProps): ReactElement {
  const { address, change, go } = useAddress();
  const { series } = answer;
  const requests = useMemo(() => linesOf(series, 'requestsPerSecond'), [series]);
  const failed = useMemo(() => linesOf(series, 'errorRate'), [series]);
  const durations = useMemo(() => linesOf(series, 'p95Ms'), [series]);
  const markers = useMemo(() => markersOf(findings), [findings]);
  const exemplars = useMemo(
    () =>
      answer.exemplars.map(({ timeMs, durationMs, service, traceId, error }) => ({
        timeMs,
        value: durationMs,
        key: service,
        traceId,
        error,
      })),
    [answer.exemplars],
  );
  const shared = {
    bounds,
    markers,
    isLive: address.t.kind === 'live',
    onRange: (fromMs: number, toMs: number) => change({ t: fixedRange(fromMs, toMs) }),
  };
  return (
    <div className={css['charts']}>
      <ChartPanel
        {...shared}
        title="Requests"
        hint="per second, by service"
        measure="requests per second"
        lines={requests}
        format={formatRate}
        tick={formatCompact}
        leastTop={0.1}
      />
      <ChartPanel
        {...shared}
        title="Failed requests"
        hint="share, by service"
        measure="share of requests that fail"
        lines={failed}
        format={formatShare}
        tick={formatShare}
        leastTop={0.01}
      />
      <ChartPanel
        {...shared}
        title="Duration p95"
        hint="◆ opens a trace of that moment"
        measure="95th percentile of the duration"
        lines={durations}
        exemplars={exemplars}
        format={formatDuration}
        tick={formatDuration}
        leastTop={1}
        onExemplar={({ traceId }) => go(links.trace(traceId))}
      />
    </div>
  );
}
