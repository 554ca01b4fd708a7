import type { ReactElement } from 'react';
import type { Answers } from '../../ask/types.ts';
import { formatDuration, formatNumber, formatShare } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { moveAlongRows } from '../../parts/row-keys.ts';
import { ServiceName } from '../../parts/service-name.tsx';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import css from './service.module.css';

type Dependencies = Answers['services/:service/dependencies'];
type Call = Dependencies['calls'][number];

/** Who calls the service, and what it calls; services lead to their own pages. */
export function DependencyTables({ answer: { callers, calls } }: { readonly answer: Dependencies }): ReactElement {
  return (
    <div className={css['pair']}>
      <PeerTable
        title="Called by"
        head="Caller"
        none="No observed service calls it."
        peers={callers.map(({ service, ...traffic }) => ({ name: service, kind: 'service', ...traffic }))}
      />
      <PeerTable title="Calls" head="Called" none="It calls nothing that is seen." peers={calls} />
    </div>
  );
}

interface PeerTableProps {
  readonly title: string;
  readonly head: string;
  readonly none: string;
  readonly peers: readonly Call[];
}

function PeerTable({ title, head, none, peers }: PeerTableProps): ReactElement {
  return (
    <Panel title={title} hint={peers.length === 0 ? '' : peers.length}>
      {peers.length === 0 ? (
        <p className={css['none']}>{none}</p>
      ) : (
        <table className={css['table']} onKeyDown={moveAlongRows}>
          <thead>
            <tr>
              <th scope="col">{head}</th>
              <th scope="col" className={css['number']}>
                Req/s
              </th>
              <th scope="col" className={css['number']}>
                Failed
              </th>
              <th scope="col" className={css['number']}>
                p95
              </th>
            </tr>
          </thead>
          <tbody>
            {peers.map((peer) => (
              <tr key={`${peer.kind} ${peer.name}`}>
                <th scope="row">
                  <Peer peer={peer} />
                </th>
                <td className={css['number']}>{formatNumber(peer.requestsPerSecond)}</td>
                <td className={peer.errorRate > 0 ? css['bad'] : css['number']}>{formatShare(peer.errorRate)}</td>
                <td className={css['number']}>{formatDuration(peer.p95Ms)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Peer({ peer: { name, kind } }: { readonly peer: Call }): ReactElement {
  if (kind !== 'service') {
    return (
      <span className={css['peer']}>
        {name} <span className={css['kind']}>{kind}</span>
      </span>
    );
  }
  return (
    <A to={links.service(name)} data-row-link="">
      <ServiceName service={name} />
    </A>
  );
}
