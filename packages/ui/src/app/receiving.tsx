import type { ReactElement } from 'react';
import { useServerAway } from '../ask/server-away.ts';
import { useAsk } from '../ask/use-ask.tsx';
import { formatCompact } from '../parts/format.ts';
import css from './rail.module.css';

const EVERY_MS = 5000;

/** Whether anything arrives, said by the server: the first thing to look at when a page is empty. */
export function Receiving(): ReactElement {
  const { data } = useAsk('meta', {}, { everyMs: EVERY_MS });
  const isAway = useServerAway();
  const rate = isAway ? undefined : data?.receiving.spansPerSecond;
  return (
    <p className={css['foot']}>
      <span aria-hidden="true" className={rate !== undefined && rate > 0 ? css['live'] : css['still']} />
      {isAway ? 'the server is away' : wordsOf(rate)}
    </p>
  );
}

function wordsOf(rate: number | undefined): string {
  if (rate === undefined) return '';
  return rate > 0 ? `receiving ${formatCompact(rate)} spans/s` : 'no spans arrive now';
}
