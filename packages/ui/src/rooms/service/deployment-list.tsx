import type { ReactElement } from 'react';
import { formatAgo } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { formatInstant, msOfNanos } from '../../parts/time.ts';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { fixedRange } from '../../url/range.ts';
import type { Deployment } from './service-data.ts';
import css from './service.module.css';

export interface DeploymentListProps {
  readonly service: string;
  readonly deployments: readonly Deployment[];
  readonly now: number;
}

/** Shown around a deployment, before and after it. */
const AROUND_MS = 30 * 60_000;
const MOST = 20;

/** Releases of the last 30 days, the newest first; each leads to the time around it. */
export function DeploymentList({ service, deployments, now }: DeploymentListProps): ReactElement {
  const zone = zoneName(useSettings());
  const shown = deployments.slice(0, MOST);
  return (
    <Panel title="Deployments" hint="of the last 30 days">
      {shown.length === 0 ? (
        <p className={css['none']}>None was seen.</p>
      ) : (
        <ul className={css['deployments']} aria-label="Deployments">
          {shown.map(({ release, environment, atUnixNano, source, status }) => {
            const at = msOfNanos(atUnixNano);
            const around = fixedRange(at - AROUND_MS, Math.min(at + AROUND_MS, Math.max(now, at + 1000)));
            return (
              <li key={`${release} ${environment} ${atUnixNano}`}>
                <A to={links.service(service, { t: around })} title={`${service} around ${formatInstant(at, zone)}`}>
                  <code>{release}</code>
                </A>
                <span className={css['where']}>
                  {[environment, status ?? source].filter((part) => part !== '').join(', ')}
                </span>
                <time dateTime={new Date(at).toISOString()} title={formatInstant(at, zone)}>
                  {formatAgo(at, now)}
                </time>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
