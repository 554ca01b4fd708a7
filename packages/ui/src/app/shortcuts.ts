/** The keys that work on every page. Single letters are off while typing, and wholly where the reader chose so. */
import { useEffect } from 'react';
import { getSettings } from '../parts/settings.ts';
import { readClock } from '../url/clock.ts';
import type { Target } from '../url/links.ts';
import { shiftRange } from '../url/range.ts';
import type { Address, AddressChange } from '../url/search.ts';
import { PAGES } from './pages.ts';

export interface ShortcutActions {
  readonly address: Address;
  readonly change: (change: AddressChange) => void;
  readonly go: (target: Target) => void;
  readonly openPalette: () => void;
  readonly openShortcuts: () => void;
}

/** After `g`, how long the second letter may take. */
const CHORD_MS = 1500;

/** Keys on which an element that takes text, or a menu, has a better claim. */
function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], [role="menu"], dialog') !== null
  );
}

export function useShortcuts(actions: ShortcutActions): void {
  useEffect(() => {
    let chordUntil = 0;
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.isComposing) return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        actions.openPalette();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target) || !getSettings().letterKeys) return;
      const isChord = performance.now() < chordUntil;
      const page = isChord ? PAGES.find(({ letter }) => letter === event.key) : undefined;
      chordUntil = event.key === 'g' ? performance.now() + CHORD_MS : 0;
      if (page !== undefined) actions.go(page.to);
      else if (!pressed(event.key, actions)) return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [actions]);
}

/** Does what a single key means; false where it means nothing here. */
function pressed(key: string, actions: ShortcutActions): boolean {
  if (key === '/') focusSearch(actions);
  else if (key === '?') actions.openShortcuts();
  else if (key === '[' || key === ']') {
    actions.change({ t: shiftRange(actions.address.t, key === '[' ? -1 : 1, readClock()) });
  } else return false;
  return true;
}

function focusSearch({ openPalette }: ShortcutActions): void {
  const box = document.querySelector<HTMLInputElement>('main input[type="search"]');
  if (box === null) openPalette();
  else {
    box.focus();
    box.select();
  }
}
