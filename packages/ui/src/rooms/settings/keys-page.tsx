import { Plus } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { Key } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { useChange } from '../../ask/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { formatAgo } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { Problem } from '../../parts/states.tsx';
import { StatusMark } from '../../parts/status.tsx';
import { formatInstant } from '../../parts/time.ts';
import { readClock } from '../../url/clock.ts';
import { useAddress } from '../../url/use-address.ts';
import { AdminOnly } from './admin-only.tsx';
import { AuditList } from './audit-list.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import css from './settings.module.css';

/** Who may send to and read a project. */
export function KeysPage(): ReactElement {
  const { address } = useAddress();
  return (
    <SettingsFrame part="keys" headline="Keys">
      <AdminOnly>
        {({ session, isOpen }) => {
          const project = address.project === '' ? session.project : address.project;
          return (
            <>
              <Keys project={project} isOpen={isOpen} />
              <AuditList project={project} />
            </>
          );
        }}
      </AdminOnly>
    </SettingsFrame>
  );
}

function Keys({ project, isOpen }: { readonly project: string; readonly isOpen: boolean }): ReactElement {
  const [isMaking, setMaking] = useState<'first' | 'next' | null>(null);
  const [revoking, setRevoking] = useState<Key | null>(null);
  const { data, error, isError, refetch } = useAsk('projects/:project/keys', { project });
  if (data === undefined) {
    if (!isError) return <Loading height="240px" what="the keys" />;
    return <Problem error={error} what="The list of keys" onRetry={() => void refetch()} />;
  }
  return (
    <Panel
      title="Keys"
      hint={`of ${project}`}
      className={css['panel']}
      actions={
        <Button onClick={() => setMaking(isOpen ? 'first' : 'next')}>
          <Plus size={15} aria-hidden="true" />
          New key
        </Button>
      }
    >
      <KeyTable keys={data.items} onRevoke={setRevoking} />
      {isMaking !== null && (
        <NewKeyDialog project={project} isFirst={isMaking === 'first'} onClose={() => setMaking(null)} />
      )}
      {revoking !== null && <RevokeDialog project={project} of={revoking} onClose={() => setRevoking(null)} />}
    </Panel>
  );
}

interface KeyTableProps {
  readonly keys: readonly Key[];
  readonly onRevoke: (key: Key) => void;
}

function KeyTable({ keys, onRevoke }: KeyTableProps): ReactElement {
  const zone = zoneName(useSettings());
  return (
    <DataTable
      name="Keys"
      rows={keys}
      keyOf={({ id }) => id}
      none="There is none yet."
      columns={[
        { name: 'Key', cell: ({ kind, hint }) => <code>{`sg_${kind}_…${hint}`}</code> },
        { name: 'Name', as: 'wrapping', cell: ({ name }) => name },
        { name: 'State', cell: (key) => <State of={key} /> },
        { name: 'Origins', as: 'wrapping', cell: ({ origins }) => origins.join(' ') },
        { name: 'Made', cell: ({ createdAtMs }) => formatInstant(createdAtMs, zone) },
        {
          name: 'Last used',
          cell: ({ lastUsedAtMs }) =>
            lastUsedAtMs === null ? (
              'never'
            ) : (
              <span title={formatInstant(lastUsedAtMs, zone)}>{formatAgo(lastUsedAtMs, readClock())}</span>
            ),
        },
        {
          name: 'What can be done',
          quiet: true,
          as: 'actions',
          cell: (key) =>
            key.revokedAtMs === null && (
              <Button look="plain" aria-label={`Revoke ${nameOf(key)}`} onClick={() => onRevoke(key)}>
                Revoke
              </Button>
            ),
        },
      ]}
    />
  );
}

/** What to call a key in words: its name, and the end by which it is known. */
const nameOf = ({ kind, name, hint }: Key): string => `${name === '' ? kind : name} …${hint}`;

function State({ of: { revokedAtMs } }: { readonly of: Key }): ReactElement {
  const zone = zoneName(useSettings());
  return (
    <span className={css['status']} title={revokedAtMs === null ? undefined : formatInstant(revokedAtMs, zone)}>
      <StatusMark kind={revokedAtMs === null ? 'ok' : 'silent'} />
      {revokedAtMs === null ? 'Works' : 'Revoked'}
    </span>
  );
}

interface RevokeDialogProps {
  readonly project: string;
  readonly of: Key;
  readonly onClose: () => void;
}

function RevokeDialog({ project, of: key, onClose }: RevokeDialogProps): ReactElement {
  const changing = useChange(['projects/:project/keys', 'projects/:project/audit']);
  const confirm = async (): Promise<void> => {
    const path = `projects/${encodeURIComponent(project)}/keys/${encodeURIComponent(key.id)}`;
    if ((await changing.send({ method: 'DELETE', path })).done) onClose();
  };
  return (
    <ConfirmDialog
      title={`Revoke ${nameOf(key)}?`}
      act="Revoke it"
      changing={changing}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>Whoever uses it is refused from then on. A revoked key never works again.</p>
    </ConfirmDialog>
  );
}
