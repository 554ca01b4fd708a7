import type { ReactElement } from 'react';
import type { Answers, KeptTable } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { formatAgo, formatBytes, formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { Problem } from '../../parts/states.tsx';
import { StatusMark } from '../../parts/status.tsx';
import { formatInstant } from '../../parts/time.ts';
import { readClock } from '../../url/clock.ts';
import { AdminOnly } from './admin-only.tsx';
import { wordOfTable, wordsOfDays } from './kept-words.ts';
import { SettingsFrame } from './settings-frame.tsx';
import css from './settings.module.css';

type Keeping = Answers['keeping'];

const EVERY_MS = 15_000;

/** What is kept, for how long, how much room it takes, and what goes next. */
export function DataPage(): ReactElement {
  return (
    <SettingsFrame part="data" headline="Data">
      <AdminOnly>{() => <Data />}</AdminOnly>
    </SettingsFrame>
  );
}

function Data(): ReactElement {
  const { data, error, isError, refetch } = useAsk('keeping', {}, { everyMs: EVERY_MS });
  if (data === undefined) {
    if (!isError) return <Loading height="320px" what="what is kept" />;
    return <Problem error={error} what="What is kept" onRetry={() => void refetch()} />;
  }
  const largestFirst = data.items.toSorted((a, b) => b.bytes - a.bytes);
  return (
    <>
      <Summary of={data} />
      <Panel title="Kept" hint="of all projects, the largest first" className={css['panel']}>
        <KeptList tables={largestFirst} />
        <p className={css['foot']}>
          How long: the option <code>--retention</code> of the server, as in{' '}
          <code>--retention traces=14d,logs=60d</code>. How much: <code>--max-disk</code>.
        </p>
      </Panel>
      <OnTheWay of={data} />
      <RemovedList of={data} />
    </>
  );
}

/** `1.2 GiB are kept of 50 GiB that may be; 120 GiB are free on the disk. Spans go next, in 3 h.` */
function Summary({ of: { disk, items } }: { readonly of: Keeping }): ReactElement {
  const due = items.filter(({ nextRemovalMs }) => nextRemovalMs !== null);
  const next = due.toSorted((a, b) => (a.nextRemovalMs ?? 0) - (b.nextRemovalMs ?? 0))[0];
  return (
    <p>
      {formatBytes(disk.usedBytes)} are kept
      {disk.limitBytes !== null && ` of ${formatBytes(disk.limitBytes)} that may be`}
      {disk.freeBytes !== null && `; ${formatBytes(disk.freeBytes)} are free on the disk`}.
      {next !== undefined &&
        ` Next to go: the oldest of ${wordOfTable(next.name)}, ${formatAgo(next.nextRemovalMs, readClock())}.`}
    </p>
  );
}

function KeptList({ tables }: { readonly tables: readonly KeptTable[] }): ReactElement {
  return (
    <DataTable
      name="Kept"
      rows={tables}
      keyOf={({ name }) => name}
      none="There are no tables yet."
      columns={[
        { name: 'What', cell: ({ name }) => wordOfTable(name) },
        { name: 'Kept for', cell: ({ days }) => wordsOfDays(days) },
        { name: 'Size', as: 'number', cell: ({ bytes }) => formatBytes(bytes) },
        { name: 'Rows', as: 'number', cell: ({ rows }) => formatCount(rows) },
        { name: 'Oldest', cell: ({ oldestMs }) => <When at={oldestMs} /> },
        { name: 'Newest', cell: ({ newestMs }) => <When at={newestMs} /> },
        { name: 'Next to go', cell: ({ nextRemovalMs }) => <When at={nextRemovalMs} /> },
        { name: 'Table', cell: ({ name }) => <code>{name}</code> },
      ]}
    />
  );
}

/** An instant as a distance from now; nothing where there is none. */
function When({ at }: { readonly at: number | null }): ReactElement | null {
  const zone = zoneName(useSettings());
  return at === null ? null : <span title={formatInstant(at, zone)}>{formatAgo(at, readClock())}</span>;
}

/** What has happened to data when its sender hears that it is kept. */
const ACKNOWLEDGED: Readonly<Record<Keeping['backlog']['durability'], string>> = {
  spool: 'written to a file',
  fsync: 'written to a file, and the disk has it',
  insert: 'in the database',
};

function OnTheWay({ of: { backlog } }: { readonly of: Keeping }): ReactElement {
  const { accepting, reason, bytes, files, quarantinedFiles, quarantinedRows, durability, problem } = backlog;
  return (
    <Panel title="On its way" hint="acknowledged, and not in the database yet" className={css['panel']}>
      <dl className={css['facts']}>
        <dt>State</dt>
        <dd className={css['status']}>
          <StatusMark kind={accepting ? (problem === '' ? 'ok' : 'warn') : 'error'} />
          {accepting ? 'Data is taken' : `Data is refused: ${reason}`}
        </dd>
        <dt>Acknowledged</dt>
        <dd>when {ACKNOWLEDGED[durability]}</dd>
        <dt>Waiting</dt>
        <dd>
          {formatBytes(bytes)} in {formatCount(files)} {files === 1 ? 'file' : 'files'}
        </dd>
        <dt>Put aside</dt>
        <dd>
          {quarantinedFiles === 0
            ? 'nothing since the server started'
            : `${formatCount(quarantinedRows)} rows that the database refused, in quarantine/ of the data folder`}
        </dd>
        {problem !== '' && (
          <>
            <dt>Problem</dt>
            <dd>{problem}</dd>
          </>
        )}
      </dl>
    </Panel>
  );
}

const WHY: Readonly<Record<Keeping['removed'][number]['why'], string>> = {
  retention: 'older than is kept',
  'max-disk': 'to make room',
};

function RemovedList({ of: { removed } }: { readonly of: Keeping }): ReactElement {
  return (
    <Panel title="Removed" hint="since the server started" className={css['panel']}>
      <DataTable
        name="Removed"
        rows={removed}
        keyOf={({ table, partition, atMs }) => `${table} ${partition} ${atMs}`}
        none="Nothing had to go."
        columns={[
          { name: 'What', cell: ({ table }) => wordOfTable(table) },
          { name: 'Of', cell: ({ partition }) => partition },
          { name: 'Rows', as: 'number', cell: ({ rows }) => formatCount(rows) },
          { name: 'Size', as: 'number', cell: ({ bytes }) => formatBytes(bytes) },
          { name: 'Why', cell: ({ why }) => WHY[why] },
          { name: 'When', cell: ({ atMs }) => <When at={atMs} /> },
        ]}
      />
    </Panel>
  );
}
