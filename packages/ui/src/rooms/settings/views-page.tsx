import { useState, type ReactElement } from 'react';
import type { View } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { Button } from '../../parts/button.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { Problem } from '../../parts/states.tsx';
import { formatInstant } from '../../parts/time.ts';
import { A } from '../../url/link.tsx';
import { targetOfView } from '../../url/view.ts';
import { SettingsFrame } from './settings-frame.tsx';
import css from './settings.module.css';
import { DeleteDialog, RenameDialog } from './view-dialogs.tsx';

/** The saved views of a project. */
export function ViewsPage(): ReactElement {
  return (
    <SettingsFrame part="views" headline="Saved views">
      <Views />
    </SettingsFrame>
  );
}

type Open = { readonly act: 'rename' | 'delete'; readonly view: View } | null;

function Views(): ReactElement {
  const zone = zoneName(useSettings());
  const [open, setOpen] = useState<Open>(null);
  const session = useAsk('session', {});
  const { data, error, isError, refetch } = useAsk('views', {});
  if (data === undefined) {
    if (!isError) return <Loading height="240px" what="the saved views" />;
    return <Problem error={error} what="The list of saved views" onRetry={() => void refetch()} />;
  }
  const mayChange = session.data !== undefined && session.data.principal?.kind !== 'read';
  return (
    <Panel title="Saved views" hint={formatCount(data.items.length)} className={css['panel']}>
      <DataTable
        name="Saved views"
        rows={data.items}
        keyOf={({ id }) => id}
        none="There is none yet. Traces, Logs and Metrics save what they show under “Views”."
        columns={[
          { name: 'Name', as: 'wrapping', cell: (view) => <ViewLink view={view} /> },
          { name: 'Page', cell: ({ page }) => page },
          { name: 'Shows', as: 'wrapping', cell: ({ address }) => <code>{readable(address)}</code> },
          { name: 'Changed', cell: ({ updatedAtMs }) => formatInstant(updatedAtMs, zone) },
          {
            name: 'What can be done',
            quiet: true,
            as: 'actions',
            cell: (view) =>
              mayChange && (
                <>
                  <Button
                    look="plain"
                    aria-label={`Rename ${view.name}`}
                    onClick={() => setOpen({ act: 'rename', view })}
                  >
                    Rename
                  </Button>
                  <Button
                    look="plain"
                    aria-label={`Delete ${view.name}`}
                    onClick={() => setOpen({ act: 'delete', view })}
                  >
                    Delete
                  </Button>
                </>
              ),
          },
        ]}
      />
      {open?.act === 'rename' && <RenameDialog view={open.view} onClose={() => setOpen(null)} />}
      {open?.act === 'delete' && <DeleteDialog view={open.view} onClose={() => setOpen(null)} />}
    </Panel>
  );
}

function ViewLink({ view: { name, address } }: { readonly view: View }): ReactElement {
  const target = targetOfView(address);
  return target === null ? <>{name}</> : <A to={target}>{name}</A>;
}

/** `?service=checkout&q=duration>500ms`, as somebody would write it. */
function readable(address: string): string {
  try {
    return decodeURIComponent(address.slice(address.indexOf('/', 1) + 1).replaceAll('+', ' '));
  } catch {
    return address;
  }
}
