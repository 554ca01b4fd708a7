import type { FormEvent, ReactElement } from 'react';
import type { Project } from '../../ask/types.ts';
import { useChange } from '../../ask/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, FormProblem } from '../../parts/field.tsx';
import form from '../../parts/form.module.css';
import { textIn } from '../../parts/form-text.ts';

const FIELDS = ['slug', 'name', 'timezone'];

/** Makes a project, or changes what one is called and when its days begin. */
export function ProjectDialog({
  project,
  onClose,
}: {
  /** The one to change; without it, a new one is made. */
  readonly project?: Project;
  readonly onClose: () => void;
}): ReactElement {
  const { send, isSending, error, forget } = useChange(['projects', 'session', 'projects/:project/audit']);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const { currentTarget } = event;
    const text = (name: string): string => textIn(currentTarget, name);
    const named = { ...(text('name') !== '' && { name: text('name') }), timezone: text('timezone') };
    const { done } = await send(
      project === undefined
        ? { method: 'POST', path: 'projects', body: { slug: text('slug'), ...named } }
        : { method: 'PATCH', path: `projects/${encodeURIComponent(project.slug)}`, body: named },
    );
    if (done) onClose();
  };
  return (
    <Dialog title={project === undefined ? 'New project' : `Project ${project.slug}`} onClose={onClose}>
      <form className={form['form']} onSubmit={(event) => void submit(event)} onChange={forget}>
        {project === undefined && (
          <Field
            label="Short name"
            name="slug"
            required
            error={error}
            hint="At most 40 of a–z, 0–9 and -; it stands in addresses and never changes."
          />
        )}
        <Field label="Name" name="name" className="" defaultValue={project?.name} error={error} />
        <Field
          label="Time zone"
          name="timezone"
          list="zones"
          required
          defaultValue={project?.timezone ?? 'UTC'}
          error={error}
          hint="In which days, weeks and months begin, e.g. Europe/Vienna."
        />
        <datalist id="zones">
          {Intl.supportedValuesOf('timeZone').map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
        <FormProblem error={error} fields={FIELDS} />
        <div className={form['buttons']}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={isSending}>
            {project === undefined ? 'Create the project' : 'Save'}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
