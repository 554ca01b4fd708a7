import type { ReactElement } from 'react';
import type { Answers } from '../../ask/types.ts';
import { Button } from '../../parts/button.tsx';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { formatBytes, formatCount, formatDuration } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { useAddress } from '../../url/use-address.ts';
import { RESOURCE_SORTS, resourceSortOf, type ResourceSort } from './questions.ts';
import css from './rum.module.css';

type Resource = Answers['resources']['items'][number];

const NAMES: Readonly<Record<ResourceSort, string>> = { slowest: 'Slowest', largest: 'Largest', failed: 'Failed' };

const COLUMNS: readonly Column<Resource>[] = [
  { name: 'Address', as: 'wrapping', cell: ({ url }) => url },
  { name: 'Kind', cell: ({ kind }) => kind },
  { name: 'Loads', as: 'number', cell: ({ count }) => formatCount(count) },
  { name: 'p75', as: 'number', cell: ({ p75Ms }) => formatDuration(p75Ms) },
  { name: 'p95', as: 'number', cell: ({ p95Ms }) => formatDuration(p95Ms) },
  { name: 'Transferred', as: 'number', cell: ({ transferBytes }) => formatBytes(transferBytes) },
  {
    name: 'Failed',
    as: 'number',
    cell: ({ failed }) => <span className={failed > 0 ? css['error'] : css['quiet']}>{formatCount(failed)}</span>,
  },
];

/** What pages load besides themselves. */
export function ResourceTable({ resources }: { readonly resources: readonly Resource[] }): ReactElement {
  const { address, change } = useAddress();
  const sort = resourceSortOf(address);
  return (
    <Panel
      title="Resources"
      hint={`the ${NAMES[sort].toLowerCase()} first`}
      actions={
        <span role="group" aria-label="Resources first" className={css['which']}>
          {RESOURCE_SORTS.map((offered) => (
            <Button
              key={offered}
              aria-pressed={offered === sort}
              onClick={() => change({ page: { resources: offered === 'slowest' ? '' : offered } })}
            >
              {NAMES[offered]}
            </Button>
          ))}
        </span>
      }
    >
      <DataTable
        name="Resources"
        rows={resources}
        keyOf={({ url, kind }) => `${kind} ${url}`}
        columns={COLUMNS}
        none="Nothing of this kind in this range."
      />
    </Panel>
  );
}
