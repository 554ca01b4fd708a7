import type { ReactElement } from 'react';
import { boundsParams } from '../../ask/params.ts';
import type { Answers, Refusal } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { formatAgo, formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { Problem } from '../../parts/states.tsx';
import { formatDayTime, formatInstant } from '../../parts/time.ts';
import { readClock } from '../../url/clock.ts';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { SettingsFrame } from './settings-frame.tsx';
import css from './settings.module.css';

/** What the doors turned away, why, and what to do about it. */
export function RefusedPage(): ReactElement {
  return (
    <SettingsFrame part="refused" headline="Refused">
      <Refused />
    </SettingsFrame>
  );
}

function Refused(): ReactElement {
  const { address } = useAddress();
  const bounds = useBounds(address.t);
  const { data, error, isError, refetch } = useAsk('refused', boundsParams(bounds));
  if (data === undefined) {
    if (!isError) return <Loading height="240px" what="what was refused" />;
    return <Problem error={error} what="What was refused" onRetry={() => void refetch()} />;
  }
  return (
    <>
      <Summary of={data} />
      <Panel title="Refused" hint="of this project and of unknown keys" className={css['panel']}>
        <RefusedTable items={data.items} />
      </Panel>
    </>
  );
}

/** `17 requests were refused, whole or in part, from 20 Nov 02:30:00 to now; 230 of their records are lost.` */
function Summary({ of: { items, from, to } }: { readonly of: Answers['refused'] }): ReactElement {
  const zone = zoneName(useSettings());
  const sumOf = (count: (item: Refusal) => number): number => items.reduce((sum, item) => sum + count(item), 0);
  const [requests, records] = [sumOf((item) => item.requests), sumOf((item) => item.records)];
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const end = toMs >= readClock() ? 'now' : formatDayTime(toMs, zone, 0);
  const range = `from ${formatDayTime(fromMs, zone, 0)} to ${end}`;
  if (requests === 0) return <p>Nothing was refused {range}.</p>;
  return (
    <p>
      {formatCount(requests)} {requests === 1 ? 'request was' : 'requests were'} refused, whole or in part, {range}
      {records > 0 && `; ${formatCount(records)} of their records were read and left out`}.
    </p>
  );
}

function RefusedTable({ items }: { readonly items: readonly Refusal[] }): ReactElement {
  const zone = zoneName(useSettings());
  return (
    <DataTable
      name="Refused"
      rows={items}
      keyOf={({ project, signal, reason }) => `${project} ${signal} ${reason}`}
      none="Nothing has been refused since the server started."
      columns={[
        {
          name: 'Why, and what to do',
          as: 'wrapping',
          cell: ({ reason, remedy }) => (
            <>
              {reason}
              <span className={css['remedy']}>{remedy}</span>
            </>
          ),
        },
        { name: 'Requests', as: 'number', cell: ({ requests }) => formatCount(requests) },
        { name: 'Records', as: 'number', cell: ({ records }) => formatCount(records) },
        { name: 'Since start', as: 'number', cell: ({ requestsSinceStart }) => formatCount(requestsSinceStart) },
        { name: 'Signal', cell: ({ signal }) => signal },
        { name: 'Whose', cell: ({ project }) => (project === null ? 'unknown' : <code>{project}</code>) },
        {
          name: 'Last',
          cell: ({ lastAtMs }) => <span title={formatInstant(lastAtMs, zone)}>{formatAgo(lastAtMs, readClock())}</span>,
        },
      ]}
    />
  );
}
