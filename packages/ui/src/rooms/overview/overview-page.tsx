import type { ReactElement } from 'react';
import type { Answers, Finding } from '../../ask/types.ts';
import { useAsk, type Asked } from '../../ask/use-ask.tsx';
import { NothingHere } from '../../parts/nothing-here.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { Loading } from '../../parts/loading.tsx';
import { Problem } from '../../parts/states.tsx';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { FindingList } from './finding-list.tsx';
import { headlineOf } from './overview-data.ts';
import css from './overview.module.css';
import { overviewParams } from './questions.ts';
import { ServiceCharts, type ServiceChartsProps } from './service-charts.tsx';
import { ServiceTable, type ServiceTableProps } from './service-table.tsx';

const NONE: readonly Finding[] = [];

/** Is something wrong now, and what? */
export function OverviewPage(): ReactElement {
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const { plain, series } = overviewParams(address, bounds);
  const findings = useAsk('findings', plain);
  const services = useAsk('services', plain);
  const lines = useAsk('service-series', series);
  const names = services.data?.items;

  const needLook = new Set(findings.data?.items.map(({ service }) => service)).size;
  const count = Math.max(findings.data?.services ?? 0, names?.length ?? 0);
  const isReady = findings.data !== undefined && names !== undefined;
  const headline = isReady ? headlineOf(count, needLook) : 'Overview';
  usePageTitle(headline);

  const asOf = Date.parse(services.data?.to ?? findings.data?.to ?? '') || bounds.to;
  return (
    <>
      <PageHead headline={headline} asOf={asOf} />
      {isReady && count === 0 ? (
        <NothingHere bounds={bounds} />
      ) : findings.data === undefined && !findings.isError ? (
        // The findings stand on top: what lies below waits for them, so that nothing is pushed down later.
        <Loading height="80vh" what="what needs a look" />
      ) : (
        <>
          <FindingsPart asked={findings} now={asOf} />
          <ChartsPart asked={lines} findings={findings.data?.items ?? NONE} bounds={bounds} />
          <ServicesPart asked={services} findings={findings.data?.items ?? NONE} series={lines.data?.series ?? []} />
        </>
      )}
    </>
  );
}

interface Part<Name extends keyof Answers> {
  readonly asked: Asked<Answers[Name]>;
}

function FindingsPart({ asked, now }: Part<'findings'> & { readonly now: number }): ReactElement | null {
  if (asked.data === undefined) {
    return <Problem error={asked.error} what="What needs a look" onRetry={() => void asked.refetch()} />;
  }
  return asked.data.items.length === 0 ? null : <FindingList findings={asked.data.items} now={now} />;
}

type ChartsProps = Part<'service-series'> & Pick<ServiceChartsProps, 'findings' | 'bounds'>;

function ChartsPart({ asked, ...rest }: ChartsProps): ReactElement {
  if (asked.data !== undefined) return <ServiceCharts answer={asked.data} {...rest} />;
  if (asked.isError) return <Problem error={asked.error} what="The charts" onRetry={() => void asked.refetch()} />;
  return (
    <div className={css['chartsPlace']}>
      <Loading height="100%" what="the charts" />
    </div>
  );
}

type ServicesProps = Part<'services'> & Pick<ServiceTableProps, 'findings' | 'series'>;

function ServicesPart({ asked, ...rest }: ServicesProps): ReactElement {
  if (asked.data !== undefined) return <ServiceTable services={asked.data.items} {...rest} />;
  if (asked.isError) return <Problem error={asked.error} what="The services" onRetry={() => void asked.refetch()} />;
  return <Loading height="320px" what="the services" />;
}
