import type { ReactElement } from 'react';
import type { Service } from '../../ask/types.ts';
import { formatAgo, formatDuration, formatNumber, formatShare } from '../../parts/format.ts';
import { ServiceMark } from '../../parts/service-name.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { StatusChip } from '../../parts/status.tsx';
import { formatInstant, msOfNanos } from '../../parts/time.ts';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { latestOf, type Deployment, type ServiceState } from './service-data.ts';
import css from './service.module.css';

export interface ServiceSummaryProps {
  readonly service: string;
  /** Null while it is not known yet. */
  readonly state: ServiceState | null;
  readonly own: Service | undefined;
  readonly deployments: readonly Deployment[];
  readonly now: number;
}

/** What stands below the headline: state, release, the numbers of the range, and where to look on. */
export function ServiceSummary({ service, state, own, deployments, now }: ServiceSummaryProps): ReactElement {
  return (
    <div className={css['summary']}>
      <p className={css['facts']}>
        <ServiceMark service={service} />
        {state !== null && <StatusChip kind={state.kind}>{state.word}</StatusChip>}
        <Release deployment={latestOf(deployments)} now={now} />
        {own !== undefined && (
          <span>
            {formatNumber(own.requestsPerSecond)} req/s, {formatShare(own.errorRate)} failed, p95{' '}
            {formatDuration(own.p95Ms)}
          </span>
        )}
      </p>
      {state !== null && state.detail !== '' && <p className={css['detail']}>{state.detail}</p>}
      <nav aria-label={`More of ${service}`} className={css['links']}>
        <A to={links.traces({ service: [service] })}>Traces of {service}</A>
        <A to={links.traces({ service: [service], status: 'error' })}>Failed requests</A>
        <A to={links.traces({ service: [service], order: 'slowest' })}>Slowest requests</A>
        <A to={links.logs({ service: [service] })}>Logs</A>
        <A to={links.metrics({ service: [service] })}>Metrics</A>
      </nav>
    </div>
  );
}

function Release({ deployment, now }: Pick<ServiceSummaryProps, 'now'> & { deployment: Deployment | undefined }) {
  const zone = zoneName(useSettings());
  if (deployment === undefined) return null;
  const at = msOfNanos(deployment.atUnixNano);
  return (
    <span title={formatInstant(at, zone)}>
      release <code>{deployment.release}</code>, {formatAgo(at, now)}
    </span>
  );
}
