import { useId, type InputHTMLAttributes, type ReactElement, type ReactNode } from 'react';
import type { Changing } from '../ask/use-change.ts';
import { AskError } from '../ask/errors.ts';
import css from './form.module.css';

export interface FieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'name'> {
  readonly label: string;
  /** The field's name in the body that is sent: what the server says about it stands below it. */
  readonly name: string;
  readonly hint?: ReactNode;
  readonly error?: Changing['error'];
}

/** A labelled input of a form, with its hint and with what is wrong with it. */
export function Field({ label, name, hint, error = null, className, ...input }: FieldProps): ReactElement {
  const id = useId();
  const wrong = wrongWith(error, name);
  const described = [hint !== undefined && `${id}-hint`, wrong !== null && `${id}-wrong`].filter(Boolean).join(' ');
  return (
    <div className={css['field']}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        name={name}
        spellCheck={false}
        autoComplete="off"
        {...input}
        className={className ?? css['mono']}
        aria-invalid={wrong !== null}
        aria-describedby={described === '' ? undefined : described}
      />
      {hint !== undefined && (
        <span id={`${id}-hint`} className={css['hint']}>
          {hint}
        </span>
      )}
      {wrong !== null && (
        <p id={`${id}-wrong`} role="alert" className={css['wrong']}>
          {wrong}
        </p>
      )}
    </div>
  );
}

/** What the server says about one field; null when it says nothing about it. */
function wrongWith(error: Changing['error'], name: string): string | null {
  if (!(error instanceof AskError)) return null;
  const found = error.problems.find(({ field }) => field === name);
  return found === undefined ? null : (found.remedy ?? error.message);
}

/** What went wrong with a form as a whole: whatever stands below none of its fields. */
export function FormProblem({
  error,
  fields = [],
}: {
  readonly error: Changing['error'];
  /** Names of the fields that say themselves what is wrong with them. */
  readonly fields?: readonly string[];
}): ReactElement | null {
  if (error === null) return null;
  const isSaid = error instanceof AskError && error.problems.some(({ field }) => fields.includes(field));
  if (isSaid) return null;
  return (
    <p role="alert" className={css['wrong']}>
      {error.message}
    </p>
  );
}
