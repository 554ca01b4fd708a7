import type { KeyboardEvent } from 'react';
import { getSettings } from './settings.ts';

/** ↑ ↓ and k j move among the links of rows (`data-row-link`); Enter follows one, as a link does. */
export function moveAlongRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const isLetter = event.key === 'j' || event.key === 'k';
  const step =
    event.key === 'ArrowDown' || event.key === 'j' ? 1 : event.key === 'ArrowUp' || event.key === 'k' ? -1 : 0;
  if (step === 0 || (isLetter && !getSettings().letterKeys)) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')];
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[at + step];
  if (at === -1 || next === undefined) return;
  event.preventDefault();
  next.focus();
}
