import { Plus } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import type { Project } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { useChange } from '../../ask/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { formatCount } from '../../parts/format.ts';
import { Loading } from '../../parts/loading.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Problem } from '../../parts/states.tsx';
import { useSettings, zoneName } from '../../parts/settings.ts';
import { StatusMark } from '../../parts/status.tsx';
import { formatInstant } from '../../parts/time.ts';
import { useAddress } from '../../url/use-address.ts';
import { AdminOnly } from './admin-only.tsx';
import { AuditList } from './audit-list.tsx';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { ProjectDialog } from './project-dialog.tsx';
import { SettingsFrame } from './settings-frame.tsx';
import css from './settings.module.css';

/** Which projects there are, and what was changed in the one that is looked at. */
export function ProjectsPage(): ReactElement {
  const { address } = useAddress();
  return (
    <SettingsFrame part="projects" headline="Projects">
      <AdminOnly>
        {({ session }) => (
          <>
            <Projects />
            <AuditList project={address.project === '' ? session.project : address.project} />
          </>
        )}
      </AdminOnly>
    </SettingsFrame>
  );
}

type Open = { readonly act: 'create' } | { readonly act: 'edit' | 'pause'; readonly project: Project } | null;

function Projects(): ReactElement {
  const zone = zoneName(useSettings());
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const { data, error, isError, refetch } = useAsk('projects', {});
  if (data === undefined) {
    if (!isError) return <Loading height="240px" what="the projects" />;
    return <Problem error={error} what="The list of projects" onRetry={() => void refetch()} />;
  }
  return (
    <Panel
      title="Projects"
      hint={formatCount(data.items.length)}
      className={css['panel']}
      actions={
        <Button onClick={() => setOpen({ act: 'create' })}>
          <Plus size={15} aria-hidden="true" />
          New project
        </Button>
      }
    >
      <DataTable
        name="Projects"
        rows={data.items}
        keyOf={({ slug }) => slug}
        none="There is none yet."
        columns={[
          { name: 'Project', cell: ({ slug }) => <code>{slug}</code> },
          { name: 'Name', as: 'wrapping', cell: ({ name }) => name },
          { name: 'State', cell: (project) => <State project={project} /> },
          { name: 'Time zone', cell: ({ timezone }) => timezone },
          {
            name: 'Since',
            cell: ({ createdAtMs }) => (createdAtMs === 0 ? 'always' : formatInstant(createdAtMs, zone)),
          },
          {
            name: 'What can be done',
            quiet: true,
            as: 'actions',
            cell: (project) => (
              <>
                <Button
                  look="plain"
                  aria-label={`Change ${project.slug}`}
                  onClick={() => setOpen({ act: 'edit', project })}
                >
                  Change
                </Button>
                <Button
                  look="plain"
                  aria-label={`${actOn(project)} ${project.slug}`}
                  onClick={() => setOpen({ act: 'pause', project })}
                >
                  {actOn(project)}
                </Button>
              </>
            ),
          },
        ]}
      />
      {open?.act === 'create' && <ProjectDialog onClose={close} />}
      {open?.act === 'edit' && <ProjectDialog project={open.project} onClose={close} />}
      {open?.act === 'pause' && <PauseDialog project={open.project} onClose={close} />}
    </Panel>
  );
}

const actOn = ({ status }: Project): string => (status === 'active' ? 'Pause' : 'Resume');

function State({ project }: { readonly project: Project }): ReactElement {
  return (
    <span className={css['status']}>
      <StatusMark kind={project.status === 'active' ? 'ok' : 'silent'} />
      {project.status === 'active' ? 'Active' : 'Paused'}
    </span>
  );
}

function PauseDialog({ project, onClose }: { readonly project: Project; readonly onClose: () => void }): ReactElement {
  const changing = useChange(['projects', 'projects/:project/audit']);
  const isActive = project.status === 'active';
  const confirm = async (): Promise<void> => {
    const { done } = await changing.send({
      method: 'PATCH',
      path: `projects/${encodeURIComponent(project.slug)}`,
      body: { status: isActive ? 'paused' : 'active' },
    });
    if (done) onClose();
  };
  return (
    <ConfirmDialog
      title={`${actOn(project)} ${project.slug}?`}
      act={`${actOn(project)} it`}
      changing={changing}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>
        {isActive
          ? 'What its programs send from then on is refused, and counted; what is stored can still be read.'
          : 'What its programs send is stored again from then on.'}
      </p>
    </ConfirmDialog>
  );
}
