import { useQueryClient } from '@tanstack/react-query';
import { useContext, useRef, useState } from 'react';
import { sendChange, type Change } from './change.ts';
import { AskError, ServerAwayError } from './errors.ts';
import { noteAnswer, noteAway } from './server-away.ts';
import { noteSignedOut } from './signed-out.ts';
import type { QuestionName } from './types.ts';
import { AskContext } from './use-ask.tsx';

export interface Changing {
  /** Sends a change and asks again what it touches. @returns whether it happened; if not, `error` says why. */
  readonly send: (change: Change) => Promise<Sent>;
  readonly isSending: boolean;
  readonly error: AskError | ServerAwayError | null;
  /** Forgets the error: the reader has begun something else. */
  readonly forget: () => void;
}

/** What came of a change: the server's answer, if it happened. */
export type Sent = { readonly done: true; readonly answer: unknown } | { readonly done: false };

/** Changes on the server, one at a time; a second one while the first is under way is not sent. */
export function useChange(touches: readonly QuestionName[]): Changing {
  const { fetch } = useContext(AskContext);
  const cache = useQueryClient();
  const [isSending, setSending] = useState(false);
  const [error, setError] = useState<Changing['error']>(null);
  const under = useRef(false);
  const askAgain = (): Promise<unknown> =>
    Promise.all(touches.map((name) => cache.invalidateQueries({ queryKey: ['ask', name] })));
  return {
    isSending,
    error,
    forget: () => setError(null),
    async send(change) {
      if (under.current) return { done: false };
      under.current = true;
      setSending(true);
      setError(null);
      try {
        const answer = await sendChange(fetch, change);
        noteAnswer();
        await askAgain();
        return { done: true, answer };
      } catch (thrown) {
        if (!(thrown instanceof AskError) && !(thrown instanceof ServerAwayError)) throw thrown;
        if (thrown instanceof ServerAwayError) noteAway();
        // A 401 to the very key that signs in is told there, and leads nowhere.
        else if (thrown.status === 401 && change.path !== 'session') noteSignedOut();
        // Somebody else was faster: what the reader saw is no longer so.
        else if ([404, 409, 412].includes(thrown.status)) void askAgain();
        setError(thrown);
        return { done: false };
      } finally {
        under.current = false;
        setSending(false);
      }
    },
  };
}
