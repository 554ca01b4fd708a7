import type { ReactElement } from 'react';
import type { Answers, Service } from '../../ask/types.ts';
import { useAsk, useAskEach, type Asked } from '../../ask/use-ask.tsx';
import { Loading } from '../../parts/loading.tsx';
import { NothingHere } from '../../parts/nothing-here.tsx';
import { Problem } from '../../parts/states.tsx';
import type { Bounds } from '../../url/range.ts';
import { DependencyTables } from './dependency-tables.tsx';
import { DeploymentList } from './deployment-list.tsx';
import { InstanceTable } from './instance-table.tsx';
import { OperationTable } from './operation-table.tsx';
import { exemplarParams, operationsParams, type ServiceParams } from './questions.ts';
import { ServiceCharts } from './service-charts.tsx';
import { releasesOf } from './service-data.ts';
import css from './service.module.css';

export interface ServicePartsProps {
  readonly service: string;
  readonly own: Service | undefined;
  /** Whether it had requests in the range, or nobody could say. */
  readonly isKnown: boolean;
  readonly deployments: Asked<Answers['services/:service/deployments']>;
  readonly params: ServiceParams;
  readonly bounds: Bounds;
  readonly now: number;
}

/** What stands below the headline of a service; each part comes, and fails, by itself. */
export function ServiceParts(props: ServicePartsProps): ReactElement {
  const { service, isKnown, deployments, params, bounds, now } = props;
  const operations = useAsk('services/:service/operations', operationsParams(params));
  const dependencies = useAsk('services/:service/dependencies', params.own);
  const instances = useAsk('services/:service/instances', params.own);
  if (!isKnown && instances.data?.items.length === 0) return <NothingHere bounds={bounds} />;
  return (
    <>
      <ChartsPart {...props} />
      <Part asked={operations} what="The operations" height="220px">
        {({ items }) => <OperationTable service={service} operations={items} />}
      </Part>
      <Part asked={dependencies} what="Who calls and is called" height="160px">
        {(answer) => <DependencyTables answer={answer} />}
      </Part>
      <div className={css['columns']}>
        <Part asked={instances} what="The instances" height="160px">
          {({ items }) => <InstanceTable service={service} instances={items} now={now} />}
        </Part>
        <Part asked={deployments} what="The deployments" height="160px">
          {({ items }) => <DeploymentList service={service} deployments={items} now={now} />}
        </Part>
      </div>
    </>
  );
}

const NONE: readonly never[] = [];

/** The charts: one question for the whole service, and one a release where there are several. */
function ChartsPart({ service, own, deployments, params, bounds }: ServicePartsProps): ReactElement {
  const known = deployments.data?.items ?? NONE;
  const exemplars = useAsk('service-series', exemplarParams(params));
  const releases = releasesOf(own, known);
  const [whole, ...byRelease] = useAskEach('services/:service/series', [
    { key: 'all', params: params.series },
    ...(releases.length < 2 ? [] : releases).map((release) => ({
      key: `release ${release}`,
      params: { ...params.series, release: [release] },
    })),
  ]);
  return (
    <Part asked={whole} what="The charts" className={css['chartsPlace']} height="100%">
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
  );
}

interface PartProps<Answer> {
  readonly asked: Asked<Answer> | undefined;
  readonly what: string;
  readonly height: string;
  /** Of what stands in its place before it comes. */
  readonly className?: string | undefined;
  readonly children: (answer: Answer) => ReactElement;
}

function Part<Answer extends Answers[keyof Answers]>(props: PartProps<Answer>): ReactElement {
  const { asked, what, height, className, children } = props;
  if (asked?.data !== undefined) return children(asked.data);
  if (asked?.isError === true) {
    return <Problem error={asked.error} what={what} onRetry={() => void asked.refetch()} />;
  }
  return (
    <div className={className}>
      <Loading height={height} what={what.replace(/^(?:The|Who)/, (word) => word.toLowerCase())} />
    </div>
  );
}
