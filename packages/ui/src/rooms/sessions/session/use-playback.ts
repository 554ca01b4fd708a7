import { useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { AskContext } from '../../../ask/use-ask.tsx';
import type { Recording } from '../../../ask/types.ts';
import { isFromPlayer, PLAYER_PATHS } from '../../../frames/messages.ts';
import { createPlayback, type Piece, type Playback, type PlaybackState } from './playback.ts';

export interface PlaybackInUse {
  readonly state: PlaybackState;
  readonly playback: Playback;
  /** Takes the frame in which recordings are shown. */
  readonly frame: (frame: HTMLIFrameElement | null) => void;
  /** Whether images and styles are loaded from the site that was recorded. */
  readonly isOpen: boolean;
  readonly onOpen: (isOpen: boolean) => void;
  readonly path: string;
}

export interface UsePlaybackOptions {
  readonly sessionId: string;
  readonly replays: readonly Recording[];
  readonly startMs: number;
  readonly endMs: number;
  readonly firstMs: number;
  readonly firstReplay: string;
}

/** Most chunks of an answer: some minutes, so that the first picture does not wait for the rest. */
const CHUNKS = '30';

/** One playback for as long as the page shows this session. */
export function usePlayback({ sessionId, firstMs, firstReplay, ...session }: UsePlaybackOptions): PlaybackInUse {
  const { ask, project } = useContext(AskContext);
  const shown = useRef<HTMLIFrameElement>(null);
  const [isOpen, onOpen] = useState(false);
  const [playback] = useState(() => {
    const options = {
      ...session,
      ask: (replay: string, from: { atMs: number } | { after: number }) =>
        ask<Piece>('sessions/:id/replay', {
          project,
          id: sessionId,
          replay,
          limit: CHUNKS,
          ...('atMs' in from ? { at: String(Math.floor(from.atMs)) } : { after: String(from.after) }),
        }),
      post: (message: unknown) => shown.current?.contentWindow?.postMessage(message, window.location.origin),
      onChange: (next: PlaybackState) => listener.current(next),
    };
    return createPlayback(options, firstMs, firstReplay);
  });
  const [state, setState] = useState(playback.state);
  const listener = useRef<(next: PlaybackState) => void>(setState);
  useEffect(() => {
    const onMessage = (event: MessageEvent<unknown>): void => {
      const isOurs = event.origin === window.location.origin && event.source === shown.current?.contentWindow;
      if (isOurs && isFromPlayer(event.data)) playback.hear(event.data);
    };
    window.addEventListener('message', onMessage);
    return () => {
      window.removeEventListener('message', onMessage);
      playback.stop();
    };
  }, [playback]);
  const frame = useCallback((element: HTMLIFrameElement | null) => {
    shown.current = element;
  }, []);
  const path = isOpen ? PLAYER_PATHS.open : PLAYER_PATHS.closed;
  return useMemo(() => ({ state, playback, frame, isOpen, onOpen, path }), [state, playback, frame, isOpen, path]);
}
