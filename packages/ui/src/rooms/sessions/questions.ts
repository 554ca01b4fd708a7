/** What the list of sessions asks, in one place: the shell asks it while the code of the page is on its way. */
import type { Params } from '../../ask/ask.ts';
import { filterParams } from '../../ask/params.ts';
import type { Question } from '../../ask/use-ask.tsx';
import type { Bounds } from '../../url/range.ts';
import type { Address } from '../../url/search.ts';

const ROWS = '100';

/** What the page keeps in the address is what the question is called with. */
export function sessionsParams(address: Address, bounds: Bounds): Params {
  const { has = '', user = '', sort = '', cursor = '' } = address.page;
  return { ...filterParams(address, bounds), has, user, sort, cursor, limit: ROWS };
}

export function sessionsQuestions(address: Address, bounds: Bounds): readonly Question[] {
  return [['sessions', sessionsParams(address, bounds)]];
}
