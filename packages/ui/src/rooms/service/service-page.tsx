import type { ReactElement } from 'react';
import { useAsk } from '../../ask/use-ask.tsx';
import { Loading } from '../../parts/loading.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { usePageTitle } from '../../parts/page-title.ts';
import { Problem } from '../../parts/states.tsx';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { serviceOfPath, serviceParams } from './questions.ts';
import { stateOf } from './service-data.ts';
import { ServiceParts } from './service-parts.tsx';
import { ServiceSummary } from './service-summary.tsx';

export interface ServicePageProps {
  readonly params: Readonly<Record<string, string | undefined>>;
}

/** How one service is, what it does, who calls it and what it runs on. */
export function ServicePage({ params }: ServicePageProps): ReactElement {
  const service = serviceOfPath(params['service']);
  // Another service is another page: nothing of the last one stands under its name until its own answers come.
  return <OneService key={service} service={service} />;
}

function OneService({ service }: { readonly service: string }): ReactElement {
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const params = serviceParams(service, address, bounds);
  const found = useAsk('services', params.system);
  const findings = useAsk('findings', params.system);
  const deployments = useAsk('services/:service/deployments', params.deployments);
  const own = found.data?.items.find((item) => item.service === service);
  const isReady = found.data !== undefined && findings.data !== undefined;
  const state = isReady ? stateOf(service, findings.data.items, own?.requests ?? 0) : null;
  const headline = state?.headline ?? service;
  usePageTitle(headline);
  const asOf = Date.parse(found.data?.to ?? '') || bounds.to;
  const failed = [found, findings].find(({ data, isError }) => data === undefined && isError);
  return (
    <>
      <PageHead headline={headline} asOf={asOf} />
      <ServiceSummary
        service={service}
        state={state}
        own={own}
        deployments={deployments.data?.items ?? NONE}
        now={asOf}
      />
      {failed !== undefined && (
        <Problem error={failed.error} what={`How ${service} is`} onRetry={() => void failed.refetch()} />
      )}
      {isReady || failed !== undefined ? (
        <ServiceParts
          service={service}
          own={own}
          isKnown={!isReady || own !== undefined}
          deployments={deployments}
          params={params}
          bounds={bounds}
          now={asOf}
        />
      ) : (
        // Like the overview: what lies below waits for what stands on top, so that nothing is pushed down later.
        <Loading height="80vh" what={`how ${service} is`} />
      )}
    </>
  );
}

const NONE: readonly never[] = [];
