/** What a page shows when it has nothing to show: one component for each reason; `loading.tsx` is for the while before. */
import { useEffect, type ReactElement, type ReactNode } from 'react';
import { AskError, ServerAwayError } from '../ask/errors.ts';
import { Button } from './button.tsx';
import css from './states.module.css';
import { StatusMark } from './status.tsx';
import { useSeconds } from './use-seconds.ts';

export interface ProblemProps {
  readonly error: unknown;
  /** What could not be shown: `The list of traces`. */
  readonly what: string;
  readonly onRetry: () => void;
}

/** An error in words: what, the server's own message and code, and when it is tried again. */
export function Problem({ error, what, onRetry }: ProblemProps): ReactElement {
  const isPassing = !(error instanceof AskError) || error.isPassing;
  return (
    <div role="alert" className={css['problem']}>
      <StatusMark kind="error" size={18} />
      <div className={css['words']}>
        <h2>{what} could not be loaded</h2>
        <p>{error instanceof Error ? error.message : String(error)}</p>
        {error instanceof AskError && <FieldProblems error={error} />}
        <p className={css['still']}>The rest of the pages works as before.</p>
      </div>
      {isPassing && !(error instanceof ServerAwayError) ? (
        <RetryCountdown
          key={retryKey(error)}
          wanted={error instanceof AskError ? error.retryAfterMs : null}
          onRetry={onRetry}
        />
      ) : (
        <Button onClick={onRetry}>Try again</Button>
      )}
    </div>
  );
}

/** A new error object is a new countdown, even with the words of the last one. */
const keys = new WeakMap<object, number>();
let lastKey = 0;
function retryKey(error: unknown): number {
  if (typeof error !== 'object' || error === null) return 0;
  const key = keys.get(error) ?? (lastKey += 1);
  keys.set(error, key);
  return key;
}

function FieldProblems({ error }: { readonly error: AskError }): ReactElement {
  return (
    <ul className={css['fields']}>
      {error.problems.map(({ field, value, remedy }) => (
        <li key={field}>
          <code>{field}</code>
          {value !== undefined && (
            <>
              {' '}
              = <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
            </>
          )}
          {remedy !== undefined && <>: {remedy}</>}
        </li>
      ))}
      <li>
        {error.title} <code>{error.status}</code>
      </li>
    </ul>
  );
}

const RETRY_S = 10;

function RetryCountdown({
  wanted,
  onRetry,
}: {
  readonly wanted: number | null;
  readonly onRetry: () => void;
}): ReactElement {
  const whole = Math.max(1, Math.ceil((wanted ?? RETRY_S * 1000) / 1000));
  const left = whole - useSeconds();
  useEffect(() => {
    if (left === 0) onRetry();
  }, [left, onRetry]);
  return <Button onClick={onRetry}>{left > 0 ? `Try again (by itself in ${left} s)` : 'Trying again …'}</Button>;
}

export interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly action?: ReactNode;
}

/** Nothing to show, and why. */
export function Empty({ title, children, action }: EmptyProps): ReactElement {
  return (
    <div className={css['empty']}>
      <h2>{title}</h2>
      {children}
      {action}
    </div>
  );
}
