import type { ReactElement, ReactNode } from 'react';
import { AskError } from '../ask/errors.ts';
import { A } from '../url/link.tsx';
import type { Target } from '../url/links.ts';
import css from './absent.module.css';
import { Button } from './button.tsx';
import { Empty, Problem } from './states.tsx';

export interface AbsentProps {
  /** The one thing that was asked for: `trace`. */
  readonly what: string;
  readonly error: unknown;
  readonly onRetry: () => void;
  /** Where all of its kind are listed. */
  readonly all: Target;
  /** Since when, and until when, there are such things. */
  readonly children: ReactNode;
}

/** A page about one thing that is not there, or that could not be asked for. */
export function Absent({ what, error, onRetry, all, children }: AbsentProps): ReactElement {
  if (!(error instanceof AskError) || error.status !== 404)
    return (
      <div className={css['alone']}>
        <h1>{what.replace(/^./, (first) => first.toUpperCase())}</h1>
        <Problem error={error} what={`The ${what}`} onRetry={onRetry} />
      </div>
    );
  return (
    <div className={css['alone']}>
      <h1>This {what} is not here</h1>
      <Empty
        title={error.message}
        action={
          <p className={css['actions']}>
            <Button look="primary" onClick={onRetry}>
              Look again
            </Button>
            <A to={all}>All {what}s</A>
          </p>
        }
      >
        <p>{children}</p>
      </Empty>
    </div>
  );
}
