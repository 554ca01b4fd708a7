import type { ReactElement } from 'react';
import { Button } from './button.tsx';
import css from './states.module.css';
import { useSeconds } from './use-seconds.ts';

export interface LoadingProps {
  /** Height that the content will have, so that nothing moves when it comes: CSS, e.g. `240px`. */
  readonly height: string;
  /** What is being loaded, for the words after two seconds. */
  readonly what: string;
  readonly onCancel?: () => void;
}

const SLOW_MS = 2000;

/** Holds the place at once, is seen after 150 ms, and after two seconds says what takes so long. */
export function Loading({ height, what, onCancel }: LoadingProps): ReactElement {
  const seconds = useSeconds();
  const isSlow = seconds * 1000 >= SLOW_MS;
  return (
    <div className={css['loading']} style={{ blockSize: height }} role="status">
      <span className="sr">Loading {what}</span>
      {isSlow && (
        <p>
          Still asking for {what}, {seconds} s.{' '}
          {onCancel && (
            <Button look="plain" onClick={onCancel}>
              Cancel
            </Button>
          )}
        </p>
      )}
    </div>
  );
}
