import type { ReactElement } from 'react';
import type { Answers } from '../../ask/types.ts';
import { useAsk, useAskEach, type Asked } from '../../ask/use-ask.tsx';
import { Loading } from '../../parts/loading.tsx';
import { NothingHere } from '../../parts/nothing-here.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { Problem } from '../../parts/states.tsx';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { DependencyTables } from './dependency-tables.tsx';
import { DeploymentList } from './deployment-list.tsx';
import { InstanceTable } from './instance-table.tsx';
import { OperationTable } from './operation-table.tsx';
import { exemplarParams, operationsParams, serviceOfPath, serviceParams } from './questions.ts';
import { ServiceCharts } from './service-charts.tsx';
import { releasesOf, stateOf } from './service-data.ts';
import { ServiceSummary } from './service-summary.tsx';
import css from './service.module.css';

export interface ServicePageProps {
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** How one service is, what it does, who calls it and what it runs on. */
export function ServicePage({ params: { service: part } }: ServicePageProps): ReactElement {
  const service = serviceOfPath(part);
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const params = serviceParams(service, address, bounds);
  const found = useAsk('services', params.system);
  const findings = useAsk('findings', params.system);
  const deployments = useAsk('services/:service/deployments', params.deployments);
  const exemplars = useAsk('service-series', exemplarParams(params));
  const operations = useAsk('services/:service/operations', operationsParams(params));
  const dependencies = useAsk('services/:service/dependencies', params.own);
  const instances = useAsk('services/:service/instances', params.own);
  const own = found.data?.items.find((item) => item.service === service);
  const known = deployments.data?.items ?? NONE;
  const releases = releasesOf(own, known);
  const [whole, ...byRelease] = useAskEach('services/:service/series', [
    { key: `${service} all`, params: params.series },
    ...(releases.length < 2 ? [] : releases).map((release) => ({
      key: `${service} ${release}`,
      params: { ...params.series, release: [release] },
    })),
  ]);

  const isReady = found.data !== undefined && findings.data !== undefined;
  const state = stateOf(service, findings.data?.items ?? NONE, own?.requests ?? 0);
  const headline = isReady ? state.headline : service;
  usePageTitle(headline);
  const asOf = Date.parse(found.data?.to ?? '') || bounds.to;
  const isSilent = isReady && own === undefined && instances.data?.items.length === 0;
  return (
    <>
      <PageHead headline={headline} asOf={asOf} />
      <ServiceSummary service={service} state={isReady ? state : null} own={own} deployments={known} now={asOf} />
      {isSilent ? (
        <NothingHere bounds={bounds} />
      ) : (
        <>
          <Part asked={whole} what="The charts" height="306px">
            {(answer) => (
              <ServiceCharts
                service={service}
                releases={releases}
                whole={answer}
                byRelease={byRelease.map(({ data }) => data)}
                exemplars={exemplars.data?.exemplars ?? NONE}
                deployments={known}
                bounds={bounds}
              />
            )}
          </Part>
          <Part asked={operations} what="The operations" height="220px">
            {({ items }) => <OperationTable service={service} operations={items} />}
          </Part>
          <Part asked={dependencies} what="Who calls and is called" height="160px">
            {(answer) => <DependencyTables answer={answer} />}
          </Part>
          <div className={css['columns']}>
            <Part asked={instances} what="The instances" height="160px">
              {({ items }) => <InstanceTable service={service} instances={items} now={asOf} />}
            </Part>
            <Part asked={deployments} what="The deployments" height="160px">
              {({ items }) => <DeploymentList service={service} deployments={items} now={asOf} />}
            </Part>
          </div>
        </>
      )}
    </>
  );
}

const NONE: readonly never[] = [];

interface PartProps<Answer> {
  readonly asked: Asked<Answer> | undefined;
  readonly what: string;
  readonly height: string;
  readonly children: (answer: Answer) => ReactElement;
}

/** One answer of the page: it comes, and fails, by itself. */
function Part<Answer extends Answers[keyof Answers]>({
  asked,
  what,
  height,
  children,
}: PartProps<Answer>): ReactElement {
  if (asked?.data !== undefined) return children(asked.data);
  if (asked?.isError === true) {
    return <Problem error={asked.error} what={what} onRetry={() => void asked.refetch()} />;
  }
  return <Loading height={height} what={what.replace(/^(?:The|Who)/, (word) => word.toLowerCase())} />;
}
