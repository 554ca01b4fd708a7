import { useState, type FormEvent, type ReactElement } from 'react';
import { holdSignedOut, noteSignedIn } from '../../ask/signed-out.ts';
import type { Key } from '../../ask/types.ts';
import { useChange } from '../../ask/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Field, FormProblem } from '../../parts/field.tsx';
import form from '../../parts/form.module.css';
import { textIn } from '../../parts/form-text.ts';
import { madeKeyOf } from '../../parts/made-key.ts';
import { KEY_KINDS } from './key-kinds.ts';
import css from './settings.module.css';

export interface NewKeyDialogProps {
  readonly project: string;
  /** The first key of a server is an admin's: whoever made another kind first would stand before a closed door. */
  readonly isFirst: boolean;
  readonly onClose: () => void;
}

/** Makes a key and shows it, this once. */
export function NewKeyDialog({ project, isFirst, onClose }: NewKeyDialogProps): ReactElement {
  const [made, setMade] = useState<{ readonly kind: Key['kind']; readonly key: string } | null>(null);
  return made === null ? (
    <KeyForm project={project} isFirst={isFirst} onClose={onClose} onMade={(kind, key) => setMade({ kind, key })} />
  ) : (
    <Dialog title="Your new key" onClose={onClose}>
      <div className={form['form']}>
        <p>This is the only time that it is shown. Keep it where secrets are kept.</p>
        <div className={css['shown']}>
          <code>{made.key}</code>
          <CopyButton text={made.key} what="the key" />
        </div>
        {isFirst && <p>This server asks for a key from now on. This browser is signed in with the new one.</p>}
        <div className={form['buttons']}>
          <Button look="primary" onClick={onClose}>
            I have kept it
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface KeyFormProps extends NewKeyDialogProps {
  readonly onMade: (kind: Key['kind'], key: string) => void;
}

function KeyForm({ project, isFirst, onMade, onClose }: KeyFormProps): ReactElement {
  const [kind, setKind] = useState<Key['kind']>(isFirst ? 'admin' : 'ingest');
  const { send, isSending, error, forget } = useChange([
    'session',
    'projects/:project/keys',
    'projects/:project/audit',
  ]);
  const signIn = useChange(['session', 'projects/:project/keys', 'projects/:project/audit']);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const name = textIn(event.currentTarget, 'name');
    const origins = textIn(event.currentTarget, 'origins')
      .split(/[\s,]+/)
      .filter((origin) => origin !== '');
    // From its first key on the server would send this browser away, before the key was seen.
    const release = isFirst ? holdSignedOut() : () => undefined;
    const sent = await send({
      method: 'POST',
      path: `projects/${encodeURIComponent(project)}/keys`,
      body: { kind, ...(name !== '' && { name }), ...(kind === 'browser' && { origins }) },
    });
    const key = sent.done ? madeKeyOf(sent.answer) : null;
    if (key !== null && isFirst && (await signIn.send({ method: 'POST', path: 'session', body: { key } })).done) {
      noteSignedIn();
    }
    release();
    if (key !== null) onMade(kind, key);
  };
  return (
    <Dialog title={`New key of ${project}`} onClose={onClose}>
      <form className={form['form']} onSubmit={(event) => void submit(event)} onChange={forget}>
        <fieldset className={css['kinds']}>
          <legend className="sr">Kind</legend>
          {KEY_KINDS.map(([name, does]) => (
            <label key={name}>
              <input
                type="radio"
                name="kind"
                value={name}
                checked={kind === name}
                disabled={isFirst && name !== 'admin'}
                onChange={() => setKind(name)}
              />
              <span>
                <strong>{name}</strong> {does}
              </span>
            </label>
          ))}
        </fieldset>
        {isFirst && <p>The first key of a server is an admin key, so that nobody is locked out.</p>}
        <Field label="Name" name="name" className="" error={error} hint="Who or what it is for." />
        {kind === 'browser' && (
          <Field
            label="Origins"
            name="origins"
            required
            error={error}
            placeholder="https://shop.example"
            hint="Of the pages that may use it; several with a space between."
          />
        )}
        <FormProblem error={error} fields={['name', 'origins']} />
        <div className={form['buttons']}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" disabled={isSending || signIn.isSending}>
            Create the key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
