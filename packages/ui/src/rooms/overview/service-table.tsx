import { useMemo, useState, type ReactElement } from 'react';
import type { Finding, Line, Service } from '../../ask/types.ts';
import { formatDuration, formatNumber, formatShare } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { ServiceName } from '../../parts/service-name.tsx';
import { SortHeader, sorted, type Sort } from '../../parts/sort.tsx';
import { Spark } from '../../parts/spark.tsx';
import { StatusChip, StatusMark } from '../../parts/status.tsx';
import { moveAlongRows } from '../../parts/row-keys.ts';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { rowsOf, SHAPE_OF, type ServiceRow } from './overview-data.ts';
import css from './overview.module.css';

export interface ServiceTableProps {
  readonly services: readonly Service[];
  readonly findings: readonly Finding[];
  readonly series: readonly Line[];
}

const BY: Record<string, (row: ServiceRow) => number | string | null> = {
  service: (row) => row.service,
  requests: (row) => row.requestsPerSecond,
  failed: (row) => row.errorRate,
  p50: (row) => row.p50Ms,
  p95: (row) => row.p95Ms,
  p99: (row) => row.p99Ms,
};

/** All services of the range with their state and numbers; those that need a look stand first. */
export function ServiceTable({ services, findings, series }: ServiceTableProps): ReactElement {
  const [sort, setSort] = useState<Sort | null>(null);
  const rows = useMemo(() => rowsOf(services, findings, series), [services, findings, series]);
  const shown = sort === null ? rows : sorted(rows, sort, BY[sort.column]);
  const header = { sort, onSort: setSort };
  return (
    <Panel title="Services" hint={sort === null ? `${rows.length}, those that need a look first` : rows.length}>
      <table className={css['services']} onKeyDown={moveAlongRows}>
        <thead>
          <tr>
            <SortHeader {...header} column="service" first="ascending">
              Service
            </SortHeader>
            <th scope="col" className={css['health']}>
              Health
            </th>
            <SortHeader {...header} column="requests" className={css['number']}>
              <span className={css['long']}>Requests/s</span>
              <span className={css['short']}>Req/s</span>
            </SortHeader>
            <td className={css['wide']} />
            <SortHeader {...header} column="failed" className={css['number']}>
              Failed
            </SortHeader>
            <td className={css['wide']} />
            <SortHeader {...header} column="p50" className={`${css['number']} ${css['wide']}`}>
              p50
            </SortHeader>
            <SortHeader {...header} column="p95" className={css['number']}>
              p95
            </SortHeader>
            <SortHeader {...header} column="p99" className={`${css['number']} ${css['wide']}`}>
              p99
            </SortHeader>
            <th scope="col" className={css['wide']}>
              Release
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <ServiceLine key={`${row.namespace} ${row.service}`} row={row} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function ServiceLine({ row }: { readonly row: ServiceRow }): ReactElement {
  const isFailing = row.state === 'failing';
  return (
    <tr>
      <th scope="row">
        <A to={links.service(row.service)} data-row-link="">
          <ServiceName service={row.service} />
        </A>
      </th>
      <td className={css['health']}>
        <Health row={row} />
      </td>
      <td className={css['number']}>{formatNumber(row.requestsPerSecond)}</td>
      <td className={css['wide']}>
        <Spark points={row.requestsLine} label="Requests per second over the range" />
      </td>
      <td className={isFailing ? css['bad'] : css['number']}>{formatShare(row.errorRate)}</td>
      <td className={css['wide']}>
        <Spark points={row.failedLine} label="Failed share over the range" alarming={isFailing} leastTop={0.01} />
      </td>
      <td className={`${css['number']} ${css['wide']}`}>{formatDuration(row.p50Ms)}</td>
      <td className={css['number']}>{formatDuration(row.p95Ms)}</td>
      <td className={`${css['number']} ${css['wide']}`}>{formatDuration(row.p99Ms)}</td>
      <td className={css['wide']}>
        <Releases releases={row.releases} />
      </td>
    </tr>
  );
}

function Health({ row: { state, why } }: { readonly row: ServiceRow }): ReactElement {
  if (state === 'ok') {
    return (
      <span className={css['state']}>
        <StatusMark kind="ok" />
        <span className={css['word']}>ok</span>
      </span>
    );
  }
  return (
    <span className={css['state']}>
      <StatusChip kind={SHAPE_OF[state]}>
        <span className={css['word']}>{state}</span>
      </StatusChip>
      <span className={css['why']}>{why}</span>
    </span>
  );
}

const MOST_RELEASES = 2;

function Releases({ releases }: { readonly releases: readonly string[] }): ReactElement | null {
  const named = releases.filter((release) => release !== '');
  if (named.length === 0) return null;
  return (
    <span title={named.join(', ')}>
      <code>{named.slice(0, MOST_RELEASES).join(', ')}</code>
      {named.length > MOST_RELEASES && ` and ${named.length - MOST_RELEASES} more`}
    </span>
  );
}
