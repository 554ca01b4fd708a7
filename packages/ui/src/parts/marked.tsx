import { memo, type ReactElement } from 'react';
import css from './marked.module.css';
import { piecesOf } from './words.ts';

export interface MarkedProps {
  readonly text: string;
  /** Lower case. */
  readonly words: readonly string[];
}

/** A text with the words of a search marked in it. */
export const Marked = memo(function Marked({ text, words }: MarkedProps): ReactElement {
  return (
    <>
      {piecesOf(text, words).map((piece, i) =>
        piece.isHit ? (
          <mark key={i} className={css['mark']}>
            {piece.text}
          </mark>
        ) : (
          piece.text
        ),
      )}
    </>
  );
});
