import { Bookmark } from 'lucide-react';
import { useState, type FormEvent, type ReactElement } from 'react';
import { useAsk } from '../ask/use-ask.tsx';
import { useChange } from '../ask/use-change.ts';
import { useAddress } from '../url/use-address.ts';
import { addressOfView, targetOfView } from '../url/view.ts';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';
import { Field, FormProblem } from './field.tsx';
import form from './form.module.css';
import { textIn } from './form-text.ts';
import { Menu, type MenuItem } from './menu.tsx';

/** The saved views of a page, and the way to save what is looked at as one more. */
export function ViewsMenu({ page }: { readonly page: string }): ReactElement | null {
  const { go, path, address } = useAddress();
  const views = useAsk('views', { page });
  const session = useAsk('session', {});
  const [isSaving, setSaving] = useState(false);
  // A read key sees views and cannot make one.
  const maySave = session.data?.principal?.kind !== 'read';
  const present = addressOfView(path, address);
  const items = (views.data?.items ?? []).flatMap(({ id, name, address }): MenuItem[] => {
    const target = targetOfView(address);
    return target === null ? [] : [{ id, label: name, checked: address === present, onSelect: () => go(target) }];
  });
  if (items.length === 0 && !maySave) return null;
  return (
    <>
      <Menu
        name="Views"
        label={
          <>
            <Bookmark size={15} aria-hidden="true" />
            Views
          </>
        }
        groups={[items, maySave ? [{ id: 'save', label: 'Save this view …', onSelect: () => setSaving(true) }] : []]}
      />
      {isSaving && <SaveDialog page={page} address={present} onClose={() => setSaving(false)} />}
    </>
  );
}

interface SaveDialogProps {
  readonly page: string;
  readonly address: string;
  readonly onClose: () => void;
}

function SaveDialog({ page, address, onClose }: SaveDialogProps): ReactElement {
  const project = useAddress().address.project;
  const { send, isSending, error, forget } = useChange(['views']);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const name = textIn(event.currentTarget, 'name');
    const path = `views${project === '' ? '' : `?project=${encodeURIComponent(project)}`}`;
    if ((await send({ method: 'POST', path, body: { name, page, address } })).done) onClose();
  };
  return (
    <Dialog title="Save this view" onClose={onClose}>
      <form className={form['form']} onSubmit={(event) => void submit(event)} onChange={forget}>
        <Field
          label="Name"
          name="name"
          className=""
          required
          maxLength={100}
          error={error}
          hint="Range, filters and search are saved as they are now, for everybody who reads this project."
        />
        <FormProblem error={error} fields={['name']} />
        <div className={form['buttons']}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={isSending}>
            Save the view
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
