/** What the page of a session asks, in one place: the shell asks it while the code of the page is on its way. */
import type { Params } from '../../../ask/ask.ts';
import type { Question } from '../../../ask/use-ask.tsx';
import type { Bounds } from '../../../url/range.ts';
import type { Address } from '../../../url/search.ts';

export const sessionParams = (sessionId: string): Params => ({ id: sessionId });

/** A session has its own time: the range does not matter. */
export function sessionQuestions(_address: Address, _bounds: Bounds, path: string): readonly Question[] {
  return [['sessions/:id', sessionParams(decodeURIComponent(path.slice(path.lastIndexOf('/') + 1)))]];
}
