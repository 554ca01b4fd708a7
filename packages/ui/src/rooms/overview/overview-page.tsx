import type { ReactElement } from 'react';
import { useAsk } from '../../ask/use-ask.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { Loading, Problem } from '../../parts/states.tsx';
import { formatTime, zoneLabel } from '../../parts/time.ts';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { FindingList } from './finding-list.tsx';
import { NothingHere } from '../../parts/nothing-here.tsx';
import { headlineOf } from './overview-data.ts';
import css from './overview.module.css';
import { overviewParams } from './questions.ts';
import { ServiceCharts } from './service-charts.tsx';
import { ServiceTable } from './service-table.tsx';

/** Is something wrong now, and what? */
export function OverviewPage(): ReactElement {
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const { plain, series } = overviewParams(address, bounds);
  const findings = useAsk('findings', plain);
  const services = useAsk('services', plain);
  const lines = useAsk('service-series', series);
  const zone = zoneName(useSettings());
  const names = services.data?.items;

  const needLook = new Set(findings.data?.items.map(({ service }) => service)).size;
  const count = Math.max(findings.data?.services ?? 0, names?.length ?? 0);
  const isReady = findings.data !== undefined && names !== undefined;
  const headline = isReady ? headlineOf(count, needLook) : 'Overview';
  usePageTitle(headline);

  if (isReady && count === 0) return <NothingHere bounds={bounds} />;
  return (
    <>
      <header className={css['head']}>
        <h1>{headline}</h1>
        <span className={css['asOf']}>
          as of {formatTime(bounds.to, zone)} {zoneLabel(bounds.to, zone)}
        </span>
      </header>
      {findings.data && findings.data.items.length > 0 && (
        <FindingList findings={findings.data.items} now={bounds.to} />
      )}
      {findings.isError && !findings.data && (
        <Problem error={findings.error} what="What needs a look" onRetry={() => void findings.refetch()} />
      )}
      {lines.data ? (
        <ServiceCharts answer={lines.data} findings={findings.data?.items ?? []} bounds={bounds} />
      ) : lines.isError ? (
        <Problem error={lines.error} what="The charts" onRetry={() => void lines.refetch()} />
      ) : (
        <Loading height="286px" what="the charts" />
      )}
      {services.data ? (
        <ServiceTable
          services={services.data.items}
          findings={findings.data?.items ?? []}
          series={lines.data?.series ?? []}
        />
      ) : services.isError ? (
        <Problem error={services.error} what="The services" onRetry={() => void services.refetch()} />
      ) : (
        <Loading height="320px" what="the services" />
      )}
    </>
  );
}
