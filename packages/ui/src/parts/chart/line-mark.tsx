import type { ReactElement } from 'react';
import { colourOf } from '../service-slots.ts';
import css from './chart.module.css';

/** A piece of a line as the chart draws it: its colour, dashed where the colour is another line's too. */
export function LineMark({ slot }: { readonly slot: number }): ReactElement {
  const { css: colour, hollow } = colourOf(slot);
  return <span aria-hidden="true" className={hollow ? css['dashed'] : css['line']} style={{ color: colour }} />;
}
