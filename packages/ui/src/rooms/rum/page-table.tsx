import type { ReactElement } from 'react';
import type { Answers } from '../../ask/types.ts';
import { DataTable, type Column } from '../../parts/data-table.tsx';
import { formatCount } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { toggleValue } from '../../url/q.ts';
import { ATTR_SIGHTGLASS_PAGE_ROUTE } from '@sightglass/api/semconv';
import { Rated } from './group-table.tsx';
import css from './rum.module.css';
import { VITALS } from './vitals.ts';

type PageRow = Answers['pages']['items'][number];

const factsOf = (name: string): (typeof VITALS)[number] => VITALS.find((facts) => facts.name === name)!;

const COLUMNS: readonly Column<PageRow>[] = [
  {
    name: 'Page',
    as: 'wrapping',
    cell: ({ route }) => (
      <A to={links.sessions({ q: toggleValue('', ATTR_SIGHTGLASS_PAGE_ROUTE, route) })} title="Sessions that saw it">
        {route === '' ? '(unnamed)' : route}
      </A>
    ),
  },
  { name: 'Views', as: 'number', cell: ({ views }) => formatCount(views) },
  { name: 'Sessions', as: 'number', cell: ({ sessions }) => formatCount(sessions) },
  {
    name: 'Errors',
    as: 'number',
    cell: ({ errors }) => <span className={errors > 0 ? css['error'] : css['quiet']}>{formatCount(errors)}</span>,
  },
  { name: 'LCP', as: 'number', cell: ({ lcpP75 }) => <Rated facts={factsOf('lcp')} value={lcpP75} /> },
  { name: 'INP', as: 'number', cell: ({ inpP75 }) => <Rated facts={factsOf('inp')} value={inpP75} /> },
  { name: 'CLS', as: 'number', cell: ({ clsP75 }) => <Rated facts={factsOf('cls')} value={clsP75} /> },
];

/** What was looked at, the most seen first. */
export function PageTable({ pages }: { readonly pages: readonly PageRow[] }): ReactElement {
  return (
    <Panel title="Page views" hint={`${formatCount(pages.length)}, the most seen first; vitals at p75`}>
      <DataTable
        name="Page views"
        rows={pages}
        keyOf={({ route }) => route}
        columns={COLUMNS}
        none="No page was seen in this range."
      />
    </Panel>
  );
}
