import type { ReactElement } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import css from './palette.module.css';
import { SHORTCUTS } from './shortcuts.ts';

export function ShortcutList({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <dl className={css['keys']}>
        {SHORTCUTS.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className={css['note']}>Single letters can be switched off under Appearance.</p>
    </Dialog>
  );
}
