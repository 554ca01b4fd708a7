import { useEffect, useEffectEvent } from 'react';
import { getSettings } from '../../../parts/settings.ts';

/** Where a letter is text or belongs to something else that is open. */
const TAKES_LETTERS = 'input, textarea, select, [contenteditable], [role="menu"], dialog';

/** Hears n and N anywhere on the page: the next and the previous failed span, also for who has not touched the rows yet. */
export function useFailedKeys(go: (step: 1 | -1) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent): void => {
    if (event.key !== 'n' && event.key !== 'N') return;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !getSettings().letterKeys) return;
    if (event.target instanceof Element && event.target.closest(TAKES_LETTERS)) return;
    event.preventDefault();
    go(event.key === 'n' ? 1 : -1);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);
}
