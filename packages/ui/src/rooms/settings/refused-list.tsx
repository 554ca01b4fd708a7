import type { ReactElement } from 'react';
import { useAsk } from '../../ask/use-ask.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { formatAgo, formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/states.tsx';
import { readClock } from '../../url/clock.ts';
import css from './settings.module.css';

/** What the doors turned away since the server started, and why. */
export function RefusedList(): ReactElement {
  const { data, error, isError, refetch } = useAsk('meta', {});
  if (data === undefined) {
    if (!isError) return <Loading height="160px" what="what was refused" />;
    return <Problem error={error} what="What was refused" onRetry={() => void refetch()} />;
  }
  return (
    <Panel title="Refused" hint="since the server started" className={css['panel']}>
      <DataTable
        name="Refused"
        rows={data.refused}
        keyOf={({ signal, reason }) => `${signal} ${reason}`}
        none="Nothing was refused."
        columns={[
          { name: 'Signal', cell: ({ signal }) => signal },
          { name: 'Why', as: 'wrapping', cell: ({ reason }) => reason },
          { name: 'Requests', as: 'number', cell: ({ requests }) => formatCount(requests) },
          { name: 'Records', as: 'number', cell: ({ records }) => formatCount(records) },
          { name: 'Last', cell: ({ lastAtMs }) => formatAgo(lastAtMs, readClock()) },
        ]}
      />
    </Panel>
  );
}
