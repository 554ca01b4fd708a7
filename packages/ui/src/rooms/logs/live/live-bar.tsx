import { ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import type { LiveState } from '../../../ask/live.ts';
import { Button } from '../../../parts/button.tsx';
import { formatCount } from '../../../parts/format.ts';
import css from './live-bar.module.css';
import type { LiveTail } from './use-live-tail.ts';

export interface LiveBarProps {
  readonly tail: LiveTail;
  readonly isReading: boolean;
  readonly onShow: () => void;
}

const WORDS: Record<LiveState, string> = {
  closed: 'Paused while nobody looks',
  connecting: 'Connecting …',
  open: 'Following',
  away: 'Interrupted; it is tried again by itself',
};

/** How the live tail stands: following, waiting, what was left out; and the way to what waits. */
export function LiveBar({ tail, isReading, onShow }: LiveBarProps): ReactElement {
  const { state, waiting, dropped } = tail;
  const says = state === 'open' && isReading ? 'Waiting, so that nothing moves' : WORDS[state];
  return (
    <div className={css['bar']}>
      <span className={css['state']}>
        <span aria-hidden="true" className={state === 'open' ? css['live'] : css['still']} />
        {says}
      </span>
      {dropped > 0 && (
        <span className={css['dropped']}>
          {formatCount(dropped)} {dropped === 1 ? 'line' : 'lines'} left out: they came faster than anybody reads
        </span>
      )}
      {waiting.length > 0 && (
        <Button look="primary" className={css['show']} onClick={onShow}>
          <ArrowUp size={14} aria-hidden="true" />
          {wordsOfShow(waiting.length)}
        </Button>
      )}
      <span className="sr" role="status">
        {useCalm(waiting.length > 0 ? `${formatCount(waiting.length)} new lines` : '')}
      </span>
    </div>
  );
}

function wordsOfShow(count: number): string {
  return `Show ${formatCount(count)} new ${count === 1 ? 'line' : 'lines'}`;
}

const CALM_MS = 10_000;

/** The text, but not another one within ten seconds: somebody listens to it. */
function useCalm(text: string): string {
  const [said, setSaid] = useState('');
  const lastMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    if (text === said) return undefined;
    const wait = Math.max(0, lastMs.current + CALM_MS - performance.now());
    const timer = setTimeout(() => {
      lastMs.current = performance.now();
      setSaid(text);
    }, wait);
    return () => clearTimeout(timer);
  }, [text, said]);
  return said;
}
