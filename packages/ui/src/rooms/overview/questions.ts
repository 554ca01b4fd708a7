/** What the overview asks, in one place: the shell asks it while the code of the page is on its way. */
import { filterParams } from '../../ask/params.ts';
import type { Params } from '../../ask/ask.ts';
import type { Question } from '../../ask/use-ask.tsx';
import type { Bounds } from '../../url/range.ts';
import type { Address } from '../../url/search.ts';

export function overviewParams(address: Address, bounds: Bounds): { readonly plain: Params; readonly series: Params } {
  const plain = filterParams({ ...address, q: '' }, bounds);
  return { plain, series: { ...plain, step: `${bounds.stepMs / 1000}s` } };
}

export function overviewQuestions(address: Address, bounds: Bounds): readonly Question[] {
  const { plain, series } = overviewParams(address, bounds);
  return [
    ['findings', plain],
    ['services', plain],
    ['service-series', series],
  ];
}
