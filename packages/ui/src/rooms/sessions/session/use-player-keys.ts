import { useEffect, useRef } from 'react';
import { getSettings } from '../../../parts/settings.ts';

export interface PlayerKeys {
  readonly toggle: () => void;
  readonly seekBy: (ms: number) => void;
  readonly nextError: (direction: 1 | -1) => void;
}

const STEP_MS = 5000;

/** Elements to which these keys mean something of their own. */
const TYPING = 'input, textarea, select, [contenteditable], [role="menu"], dialog';

/** Space plays and pauses, ← → go 5 s back and on (with Shift 30 s), n and N lead to errors. */
export function usePlayerKeys(keys: PlayerKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { target, key } = event;
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target instanceof Element && target.closest(TYPING) !== null) return;
      if (!press(key, event.shiftKey, target, latest.current)) return;
      event.preventDefault();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}

function press(key: string, isShifted: boolean, target: EventTarget | null, keys: PlayerKeys): boolean {
  if (key === ' ') {
    // On a button or a link the space bar presses it.
    if (target instanceof Element && target.closest('button, a, summary') !== null) return false;
    keys.toggle();
  } else if (key === 'ArrowLeft' || key === 'ArrowRight') {
    keys.seekBy((key === 'ArrowLeft' ? -1 : 1) * STEP_MS * (isShifted ? 6 : 1));
  } else if (key.toLowerCase() === 'n' && getSettings().letterKeys) {
    keys.nextError(key === 'n' ? 1 : -1);
  } else return false;
  return true;
}
