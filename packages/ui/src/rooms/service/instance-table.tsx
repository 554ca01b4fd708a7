import type { ReactElement } from 'react';
import type { Answers } from '../../ask/types.ts';
import { formatAgo, formatBytes, formatDuration, formatNumber, formatShare } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { moveAlongRows } from '../../parts/row-keys.ts';
import { Spark } from '../../parts/spark.tsx';
import { msOfNanos } from '../../parts/time.ts';
import { A } from '../../url/link.tsx';
import { hostOf, runtimeOf, runtimeOfAll } from './instance-links.ts';
import css from './service.module.css';

type Instance = Answers['services/:service/instances']['items'][number];

export interface InstanceTableProps {
  readonly service: string;
  readonly instances: readonly Instance[];
  readonly now: number;
}

/** What the service runs on; an instance leads to the metrics of its runtime, a host to those of the host. */
export function InstanceTable({ service, instances, now }: InstanceTableProps): ReactElement {
  if (instances.length === 0) {
    return (
      <Panel title="Instances">
        <p className={css['none']}>No instance was seen in this range.</p>
      </Panel>
    );
  }
  return (
    <Panel
      title="Instances"
      hint={instances.length}
      actions={
        instances.length > 1 && (
          <A to={runtimeOfAll(service)} className={css['action']}>
            Runtime of all
          </A>
        )
      }
    >
      <table className={css['table']} onKeyDown={moveAlongRows}>
        <thead>
          <tr>
            <th scope="col">Instance</th>
            <th scope="col" className={css['number']}>
              CPU
            </th>
            <td className={css['wide']} />
            <th scope="col" className={css['number']}>
              Memory
            </th>
            <td className={css['wide']} />
            <th
              scope="col"
              className={`${css['number']} ${css['edge']}`}
              title="99th percentile of the delay of the event loop"
            >
              Loop p99
            </th>
            <td className={css['wide']} />
            <th scope="col" className={`${css['number']} ${css['wide']}`}>
              Req/s
            </th>
            <th scope="col" className={`${css['number']} ${css['wide']}`}>
              Last seen
            </th>
          </tr>
        </thead>
        <tbody>
          {instances.map((row) => (
            <InstanceLine key={row.instance} service={service} row={row} now={now} />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

interface InstanceLineProps {
  readonly service: string;
  readonly row: Instance;
  readonly now: number;
}

function InstanceLine({ service, row, now }: InstanceLineProps): ReactElement {
  return (
    <tr>
      <th scope="row">
        <A to={runtimeOf(service, row.instance)} title={`Runtime of ${row.instance}`} data-row-link="">
          {row.instance}
        </A>
        {row.host !== '' && (
          <span className={css['host']}>
            on <A to={hostOf(row.host)}>{row.host}</A>
            {row.release !== '' && <> · {row.release}</>}
          </span>
        )}
      </th>
      <td className={css['number']}>{formatShare(row.cpuUtilization)}</td>
      <td className={css['wide']}>
        <Spark points={row.cpu} label="Processors in use over the range" leastTop={0.1} />
      </td>
      <td className={css['number']}>{formatBytes(row.memoryBytes)}</td>
      <td className={css['wide']}>
        <Spark points={row.memory} label="Memory over the range" />
      </td>
      <td className={`${css['number']} ${css['edge']}`}>{formatDuration(row.eventLoopDelayP99Ms)}</td>
      <td className={css['wide']}>
        <Spark points={row.eventLoopDelay} label="Delay of the event loop over the range" leastTop={20} />
      </td>
      <td className={`${css['number']} ${css['wide']}`}>{formatNumber(row.requestsPerSecond)}</td>
      <td className={`${css['number']} ${css['wide']}`}>{formatAgo(msOfNanos(row.lastSeenUnixNano), now)}</td>
    </tr>
  );
}
