import { useQueryClient, type Query } from '@tanstack/react-query';
import { useEffect, useRef, useState, type ReactElement } from 'react';
import { Button } from '../parts/button.tsx';
import { useServerAway } from '../ask/server-away.ts';
import css from './shell.module.css';

const FIRST_WAIT_S = 2;
const LONGEST_WAIT_S = 30;

const hasFailed = ({ state }: Query): boolean => state.status === 'error' && state.fetchStatus === 'idle';

/** One bar while the server does not answer: pages stay readable, and all of them recover when it is back. */
export function AwayBar(): ReactElement | null {
  const isAway = useServerAway();
  const wasAway = useRef(isAway);
  const cache = useQueryClient();
  useEffect(() => {
    // Whichever question was answered first: those that were not are asked again, together.
    if (wasAway.current && !isAway) void cache.refetchQueries({ type: 'active', predicate: hasFailed });
    wasAway.current = isAway;
  }, [isAway, cache]);
  return isAway ? <Countdown /> : null;
}

function Countdown(): ReactElement {
  const cache = useQueryClient();
  const [wait, setWait] = useState(FIRST_WAIT_S);
  const [left, setLeft] = useState(FIRST_WAIT_S);
  const tryNow = (): void => {
    const next = Math.min(wait * 2, LONGEST_WAIT_S);
    setWait(next);
    setLeft(next);
    void cache.refetchQueries({ type: 'active' });
  };
  useEffect(() => {
    const timer = setTimeout(() => (left > 1 ? setLeft(left - 1) : tryNow()), 1000);
    return () => clearTimeout(timer);
  });
  return (
    <div role="alert" className={`${css['notice']} ${css['away']}`}>
      <span>The server does not answer. What is shown may be old.</span>
      {/* The seconds are for the eye only: an alert that counts would be spoken each second. */}
      <span aria-hidden="true">Next try in {left} s.</span>
      <Button look="plain" onClick={tryNow}>
        Try now
      </Button>
    </div>
  );
}
