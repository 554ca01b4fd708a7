import type { ReactElement } from 'react';
import { Dialog } from '../parts/dialog.tsx';
import { PAGES } from './pages.ts';
import css from './palette.module.css';

const SHORTCUTS: readonly (readonly [keys: string, does: string])[] = [
  ['Ctrl K', 'Search or jump to'],
  ['/', 'To the search of this page'],
  ...PAGES.flatMap(({ letter, label }) => (letter === undefined ? [] : [[`g ${letter}`, label] as const])),
  ['[  ]', 'Half a range earlier, later'],
  ['↑ ↓ or k j', 'Row up, down'],
  ['→ ←', 'Open, close a row; a point on, back in a chart'],
  ['Enter', 'Details of a row'],
  ['n  N', 'Next, previous error in a trace or among log lines'],
  ['Esc', 'Close, and back to where you were'],
  ['?', 'This list'],
];

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
