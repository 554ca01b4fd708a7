import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type ReactElement } from 'react';
import { Button } from './button.tsx';

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for the accessible name: `Copy trace id`. */
  readonly what: string;
}

const SHOWN_MS = 1500;

/** Copies a text and says for a moment that it did, or that the browser refused. */
export function CopyButton({ text, what }: CopyButtonProps): ReactElement {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void => {
    // Without a secure context there is no clipboard object at all, whatever the types say.
    const clipboard = navigator.clipboard as Clipboard | undefined;
    if (clipboard === undefined) setState('refused');
    else
      clipboard.writeText(text).then(
        () => setState('copied'),
        () => setState('refused'),
      );
  };
  const said = { idle: '', copied: 'Copied', refused: 'The browser refused to copy' }[state];
  return (
    <Button look="icon" onClick={copy} aria-label={`Copy ${what}`} title={said === '' ? `Copy ${what}` : said}>
      {state === 'copied' ? <Check size={15} aria-hidden="true" /> : <Copy size={15} aria-hidden="true" />}
      <span role="status" className="sr">
        {said}
      </span>
    </Button>
  );
}
