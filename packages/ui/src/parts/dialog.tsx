import { X } from 'lucide-react';
import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import { Button } from './button.tsx';
import css from './dialog.module.css';

export interface DialogProps {
  readonly title: string;
  /** The title is only spoken: the content shows itself what it is. */
  readonly quiet?: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal dialog while it is rendered: the browser's own, which keeps focus inside and gives it back. */
export function Dialog({ title, quiet = false, onClose, children }: DialogProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    const before = document.activeElement;
    if (element !== null && !element.open) element.showModal();
    // The browser would begin with the button that closes; who opened a form wants to write.
    element?.querySelector<HTMLElement>('input:not([type="radio"])')?.focus();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);
  // The event comes later than the act: by then the dialog may have been opened again, as React's strict mode does.
  const onClosed = (): void => {
    if (dialog.current?.open !== true) onClose();
  };
  return (
    // The backdrop is the dialog itself as an event target; its content stands in the element within.
    <dialog
      ref={dialog}
      className={css['dialog']}
      aria-label={title}
      onClose={onClosed}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className={css['content']}>
        {!quiet && (
          <div className={css['head']}>
            <h2>{title}</h2>
            <Button look="icon" aria-label="Close" onClick={onClose}>
              <X size={16} aria-hidden="true" />
            </Button>
          </div>
        )}
        {children}
      </div>
    </dialog>
  );
}
