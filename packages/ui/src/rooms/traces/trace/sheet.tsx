import { useEffect, useRef, type ReactElement, type ReactNode } from 'react';
import css from './span-details.module.css';

export interface SheetProps {
  readonly label: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** A modal panel from the lower edge, while it is rendered: the browser's own dialog keeps the focus inside and hears Esc. */
export function Sheet({ label, onClose, children }: SheetProps): ReactElement {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (element && !element.open) element.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={css['sheet']}
      aria-label={label}
      // Esc: the address closes it, not the dialog by itself.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      {children}
    </dialog>
  );
}
