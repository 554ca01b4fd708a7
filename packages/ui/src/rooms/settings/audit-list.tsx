import type { ReactElement } from 'react';
import { useAsk } from '../../ask/use-ask.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { Loading } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { Problem } from '../../parts/states.tsx';
import { formatInstant } from '../../parts/time.ts';
import css from './settings.module.css';

/** Who changed what in a project, newest first. */
export function AuditList({ project }: { readonly project: string }): ReactElement {
  const zone = zoneName(useSettings());
  const { data, error, isError, refetch } = useAsk('projects/:project/audit', { project });
  if (data === undefined) {
    if (!isError) return <Loading height="240px" what="what was changed" />;
    return <Problem error={error} what="What was changed" onRetry={() => void refetch()} />;
  }
  return (
    <Panel title="What was changed" hint={`in ${project}, newest first`} className={css['panel']}>
      <DataTable
        name="What was changed"
        rows={data.items}
        keyOf={({ atMs, action, target }) => `${atMs} ${action} ${target}`}
        none="Nothing yet."
        columns={[
          { name: 'Time', cell: ({ atMs }) => formatInstant(atMs, zone) },
          { name: 'Who', cell: ({ actor }) => actor },
          { name: 'What', cell: ({ action }) => <code>{action}</code> },
          { name: 'Of', cell: ({ target }) => <code>{target}</code> },
          { name: 'Set', as: 'wrapping', cell: ({ detail }) => wordsOf(detail) },
        ]}
      />
    </Panel>
  );
}

/** `name shop, status paused`; an empty list says nothing. */
function wordsOf(detail: Readonly<Record<string, unknown>>): string {
  return Object.entries(detail)
    .filter(([, value]) => !Array.isArray(value) || value.length > 0)
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
