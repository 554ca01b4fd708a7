import { useMemo, type ReactElement } from 'react';
import type { Answers, Exemplar } from '../../ask/types.ts';
import { ChartPanel } from '../../parts/chart/chart-panel.tsx';
import { createLineSlots } from '../../parts/chart/line-slots.ts';
import { formatCompact, formatDuration, formatNumber, formatShare } from '../../parts/format.ts';
import { useServiceSlots } from '../../parts/service-slots.ts';
import { links } from '../../url/links.ts';
import { fixedRange, type Bounds } from '../../url/range.ts';
import { useAddress } from '../../url/use-address.ts';
import { exemplarsOf, lineOf, markersOf, type Deployment } from './service-data.ts';
import css from './service.module.css';

type Series = Answers['services/:service/series'];

export interface ServiceChartsProps {
  readonly service: string;
  /** The releases that have lines of their own; one or none is the whole service. */
  readonly releases: readonly string[];
  readonly whole: Series;
  /** By release, in their order; those that are not there yet are missing. */
  readonly byRelease: readonly (Series | undefined)[];
  readonly exemplars: readonly Exemplar[];
  readonly deployments: readonly Deployment[];
  readonly bounds: Bounds;
}

const formatRate = (value: number | null): string => `${formatNumber(value)} req/s`;

const PERCENTILES = ['p50', 'p95', 'p99'] as const;

/** Requests and failures by release, durations of the whole service, with deployments and single requests. */
export function ServiceCharts(props: ServiceChartsProps): ReactElement {
  const { service, releases, whole, byRelease, deployments, exemplars, bounds } = props;
  const { address, change, go } = useAddress();
  const isSplit = releases.length > 1;
  const slotOf = useReleaseSlots(service, isSplit ? releases : NONE);
  const linesOf = (name: 'requestsPerSecond' | 'errorRate') =>
    isSplit
      ? releases.flatMap((release, at) => lineOf(byRelease[at], name, release))
      : lineOf(whole, name, releases[0] ?? service);
  const markers = useMemo(() => markersOf(deployments, bounds), [deployments, bounds]);
  const marks = useMemo(() => exemplarsOf(exemplars, service), [exemplars, service]);
  const shared = {
    bounds,
    markers,
    isLive: address.t.kind === 'live',
    onRange: (fromMs: number, toMs: number) => change({ t: fixedRange(fromMs, toMs) }),
  };
  const ofReleases = { ...shared, noun: isSplit ? 'releases' : 'services', slotOf };
  return (
    <div className={css['charts']}>
      <ChartPanel
        {...ofReleases}
        title="Requests"
        hint={isSplit ? 'per second, by release' : 'per second'}
        measure="requests per second"
        lines={linesOf('requestsPerSecond')}
        format={formatRate}
        tick={formatCompact}
        leastTop={0.1}
      />
      <ChartPanel
        {...ofReleases}
        title="Failed requests"
        hint={isSplit ? 'share, by release' : 'share'}
        measure="share of requests that fail"
        lines={linesOf('errorRate')}
        format={formatShare}
        tick={formatShare}
        leastTop={0.01}
      />
      <ChartPanel
        {...shared}
        noun="percentiles"
        title="Duration"
        hint="◆ opens a trace of that moment"
        measure="percentiles of the duration"
        lines={PERCENTILES.flatMap((name) => lineOf(whole, `${name}Ms`, name))}
        slotOf={slotOfPercentile}
        exemplars={marks}
        format={formatDuration}
        tick={formatDuration}
        leastTop={1}
        onExemplar={({ traceId }) => go(links.trace(traceId))}
      />
    </div>
  );
}

const NONE: readonly string[] = [];

const slotOfPercentile = (key: string): number => PERCENTILES.findIndex((name) => name === key);

/** A release has a colour on this page; a service that is not split keeps its own. */
function useReleaseSlots(service: string, releases: readonly string[]): (key: string) => number {
  const slotOfService = useServiceSlots();
  const names = releases.join('\n');
  return useMemo(() => {
    if (names === '') return () => slotOfService(service);
    const slots = createLineSlots();
    slots.learn(names.split('\n'));
    return slots.slotOf;
  }, [names, service, slotOfService]);
}
