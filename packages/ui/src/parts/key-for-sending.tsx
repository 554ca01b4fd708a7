import type { ReactElement } from 'react';
import type { Answers } from '../ask/types.ts';
import { useChange } from '../ask/use-change.ts';
import { useAddress } from '../url/use-address.ts';
import { Button } from './button.tsx';
import { FormProblem } from './field.tsx';
import { madeKeyOf } from './made-key.ts';
import css from './send-data.module.css';
import { KEY_PLACE } from './ways-to-send.ts';

export interface KeyForSendingProps {
  readonly session: Answers['session'];
  /** The key that was made here, and is shown in the texts this once. */
  readonly made: string | null;
  readonly onMade: (key: string) => void;
}

/** Where the key in the texts comes from: an admin makes it here, others ask for one. */
export function KeyForSending({ session, made, onMade }: KeyForSendingProps): ReactElement {
  const { address } = useAddress();
  const project = address.project === '' ? session.project : address.project;
  const { send, isSending, error } = useChange(['projects/:project/keys', 'projects/:project/audit']);
  const make = async (): Promise<void> => {
    const body = { kind: 'ingest', name: 'made under “Send data”' };
    const sent = await send({ method: 'POST', path: `projects/${encodeURIComponent(project)}/keys`, body });
    const key = sent.done ? madeKeyOf(sent.answer) : null;
    if (key !== null) onMade(key);
  };
  if (made !== null) {
    return (
      <p role="status">
        The texts hold a new ingest key of {project}. It is shown this once: copy them before you leave the page.
      </p>
    );
  }
  return (
    <div className={css['key']}>
      <p>
        This server asks for a key. Put an ingest key of {project} where <code>{KEY_PLACE}</code> stands
        {session.principal?.kind === 'admin' ? ', or make one:' : '; who has an admin key can make one.'}
      </p>
      {session.principal?.kind === 'admin' && (
        <Button disabled={isSending} onClick={() => void make()}>
          Make a key for this
        </Button>
      )}
      <FormProblem error={error} />
    </div>
  );
}
