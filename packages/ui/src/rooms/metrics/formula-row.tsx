import { useId, useState, type FormEvent, type ReactElement } from 'react';
import { useAddress } from '../../url/use-address.ts';
import { FormulaError, parseFormula } from './formula.ts';
import css from './metrics.module.css';
import type { View } from './view.ts';

export interface FormulaRowProps {
  readonly view: View;
  /** Why the formula of the address has no lines. */
  readonly problem: string;
}

/** The formula: what is typed becomes the address on Enter or when it is left. Keyed by the address, so that Back changes it. */
export function FormulaRow({ view, problem }: FormulaRowProps): ReactElement {
  const { change } = useAddress();
  const [text, setText] = useState(view.formula);
  const id = useId();
  const commit = (): void => {
    if (text.trim() !== view.formula) change({ page: { formula: text.trim(), hide: '' } });
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    commit();
  };
  const said = text.trim() === view.formula ? problem : problemOf(text);
  return (
    <form className={css['formula']} onSubmit={submit}>
      <label htmlFor={id}>Formula</label>
      <input
        id={id}
        type="text"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        placeholder="A/B"
        spellCheck={false}
        autoComplete="off"
        aria-invalid={said !== ''}
        aria-describedby={`${id}-said`}
      />
      <span id={`${id}-said`} role="status" className={css['wrong']}>
        {said}
      </span>
    </form>
  );
}

/** What is wrong with a text that is still being typed; empty when it can be read. */
function problemOf(text: string): string {
  if (text.trim() === '') return '';
  try {
    parseFormula(text);
    return '';
  } catch (error) {
    return error instanceof FormulaError ? error.message : '';
  }
}
