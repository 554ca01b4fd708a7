import type { ReactElement, ReactNode } from 'react';
import type { Changing } from '../../ask/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { FormProblem } from '../../parts/field.tsx';
import form from '../../parts/form.module.css';

export interface ConfirmDialogProps {
  readonly title: string;
  /** What follows from it. */
  readonly children: ReactNode;
  /** What the button does, in a word or two. */
  readonly act: string;
  readonly changing: Changing;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that cannot be taken back, or that somebody else would notice. */
export function ConfirmDialog(props: ConfirmDialogProps): ReactElement {
  const { title, children, act, changing, onConfirm, onClose } = props;
  return (
    <Dialog title={title} onClose={onClose}>
      <div className={form['form']}>
        {children}
        <FormProblem error={changing.error} />
        <div className={form['buttons']}>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" disabled={changing.isSending} onClick={onConfirm}>
            {act}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
