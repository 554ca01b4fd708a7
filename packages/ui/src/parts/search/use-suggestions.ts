import { useEffect, useState } from 'react';
import { boundsParams } from '../../ask/params.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { isSearchable, keyInApi } from '../../url/q.ts';
import { useAddress, useBounds } from '../../url/use-address.ts';
import { searchedKey, suggestedKey, type Typed } from './suggest.ts';

export interface Suggestion {
  readonly text: string;
  /** How often it was seen. */
  readonly count: number;
}

/** No question for each letter: the pause after which one is asked. */
const PAUSE_MS = 150;
const MOST = 8;
const NONE: readonly Suggestion[] = [];

/** Keys or values that the server has seen in the page's range and that fit what is typed. */
export function useSuggestions(signal: 'logs' | 'traces', typed: Typed | null): readonly Suggestion[] {
  const { address } = useAddress();
  const bounds = boundsParams(useBounds(address.t));
  const settled = useSettled(typed);
  const isKey = settled?.kind === 'key';
  const isValue = settled?.kind === 'value';
  const keys = useAsk('attributes', { ...bounds, signal, q: searchedKey(settled?.text ?? '') }, { enabled: isKey });
  const values = useAsk(
    'attributes/:key/values',
    { ...bounds, signal, key: keyInApi(settled?.key ?? ''), q: settled?.text ?? '' },
    { enabled: isValue, keepPrevious: false },
  );
  if (typed === null || settled?.kind !== typed.kind || settled.key !== typed.key) return NONE;
  const found: readonly Suggestion[] = isKey
    ? (keys.data?.items ?? []).map((item) => ({ text: suggestedKey(item), count: item.count }))
    : (values.data?.items ?? []).map(({ value, count }) => ({ text: value, count }));
  const wanted = typed.text.toLowerCase();
  return (
    found
      .filter(
        ({ text }) => text.toLowerCase().includes(wanted) && text !== typed.text && (isValue || isSearchable(text)),
      )
      // An attribute may be called like something built in.
      .filter(({ text }, at, all) => all.findIndex((other) => other.text === text) === at)
      .slice(0, MOST)
  );
}

function useSettled(typed: Typed | null): Typed | null {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}
