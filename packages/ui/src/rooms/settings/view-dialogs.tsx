import type { FormEvent, ReactElement } from 'react';
import type { View } from '../../ask/types.ts';
import { useChange } from '../../ask/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, FormProblem } from '../../parts/field.tsx';
import form from '../../parts/form.module.css';
import { textIn } from '../../parts/form-text.ts';
import { useAddress } from '../../url/use-address.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface ViewDialogProps {
  readonly view: View;
  readonly onClose: () => void;
}

/** The route of one view in the project that is looked at. */
function usePathOf({ id }: View): string {
  const { project } = useAddress().address;
  return `views/${encodeURIComponent(id)}${project === '' ? '' : `?project=${encodeURIComponent(project)}`}`;
}

/** Gives a saved view another name, unless somebody else has changed it since. */
export function RenameDialog({ view, onClose }: ViewDialogProps): ReactElement {
  const path = usePathOf(view);
  const changing = useChange(['views']);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const name = textIn(event.currentTarget, 'name');
    const { page, address, version } = view;
    if ((await changing.send({ method: 'PUT', path, version, body: { name, page, address } })).done) onClose();
  };
  return (
    <Dialog title={`Rename ${view.name}`} onClose={onClose}>
      <form className={form['form']} onSubmit={(event) => void submit(event)} onChange={changing.forget}>
        <Field
          label="Name"
          name="name"
          className=""
          required
          maxLength={100}
          defaultValue={view.name}
          error={changing.error}
        />
        <FormProblem error={changing.error} fields={['name']} />
        <div className={form['buttons']}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={changing.isSending}>
            Rename
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Asks before a saved view goes. */
export function DeleteDialog({ view, onClose }: ViewDialogProps): ReactElement {
  const path = usePathOf(view);
  const changing = useChange(['views']);
  const confirm = async (): Promise<void> => {
    if ((await changing.send({ method: 'DELETE', path, version: view.version })).done) onClose();
  };
  return (
    <ConfirmDialog
      title={`Delete ${view.name}?`}
      act="Delete it"
      changing={changing}
      onConfirm={() => void confirm()}
      onClose={onClose}
    >
      <p>It goes for everybody who reads this project. What it showed stays.</p>
    </ConfirmDialog>
  );
}
