import { memo, useMemo, type ReactElement } from 'react';
import { Marked } from '../../../parts/marked.tsx';
import { readAnsi } from './ansi.ts';
import css from './line-text.module.css';

export interface LineTextProps {
  readonly text: string;
  /** Words of the search, lower case. */
  readonly words: readonly string[];
}

/** What a line says: as text, in the colours that it was meant to have in a terminal, with the words of the search marked. */
export const LineText = memo(function LineText({ text, words }: LineTextProps): ReactElement {
  const runs = useMemo(() => readAnsi(text), [text]);
  return (
    <>
      {runs.map((run, i) =>
        run.styles.length === 0 ? (
          <Marked key={i} text={run.text} words={words} />
        ) : (
          <span key={i} className={run.styles.map((style) => css[style]).join(' ')}>
            <Marked text={run.text} words={words} />
          </span>
        ),
      )}
    </>
  );
});
