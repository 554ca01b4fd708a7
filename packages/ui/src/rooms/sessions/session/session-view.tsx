import { useCallback, useMemo, type ReactElement } from 'react';
import type { Answers } from '../../../ask/types.ts';
import { Panel } from '../../../parts/panel.tsx';
import { useAddress } from '../../../url/use-address.ts';
import { Controls } from './controls.tsx';
import { EventList } from './event-list.tsx';
import { errorFrom, type Moment } from './moments.ts';
import { Picture } from './picture.tsx';
import { scaleOf } from './scale.ts';
import css from './session.module.css';
import { TimeBar } from './time-bar.tsx';
import { usePlayback } from './use-playback.ts';
import { usePlayerKeys } from './use-player-keys.ts';

export interface SessionViewProps {
  readonly answer: Answers['sessions/:id'];
  readonly moments: readonly Moment[];
  readonly startMs: number;
  readonly endMs: number;
  /** Where it opens, milliseconds since the Unix epoch. */
  readonly firstMs: number;
  readonly firstReplay: string;
}

/** What the person saw, beside what happened: one moment for both. */
export function SessionView(props: SessionViewProps): ReactElement {
  const { answer, moments, startMs, endMs, firstMs, firstReplay } = props;
  const { session, replays } = answer;
  const { change } = useAddress();
  const inUse = usePlayback({ sessionId: session.sessionId, replays, startMs, endMs, firstMs, firstReplay });
  const { state, playback } = inUse;
  const { nowMs, isPlaying } = state;
  const scale = useMemo(
    () =>
      scaleOf({ fromMs: startMs, toMs: endMs }, [
        ...moments.map(({ atMs }) => atMs),
        ...replays.flatMap((replay) => [replay.startMs, replay.endMs]),
      ]),
    [moments, replays, startMs, endMs],
  );

  const seek = useCallback(
    (atMs: number) => {
      playback.seek(atMs);
      change({ page: { at: String(Math.floor(playback.state().nowMs)) } });
    },
    [playback, change],
  );
  const nextError = useCallback(
    (direction: 1 | -1) => {
      // A second press goes on to the next one: what is shown lies before the error.
      const from = playback.state().nowMs + (direction === 1 ? BEFORE_MS : 0);
      const found = errorFrom(moments, from, direction);
      if (found !== undefined) seek(found.atMs - BEFORE_MS);
    },
    [playback, moments, seek],
  );
  const toggle = useCallback(() => {
    if (playback.state().isPlaying) {
      playback.pause();
      change({ page: { at: String(Math.floor(playback.state().nowMs)) } });
    } else playback.play();
  }, [playback, change]);
  usePlayerKeys({ toggle, seekBy: (ms) => seek(playback.state().nowMs + ms), nextError });

  return (
    <div className={css['view']}>
      <section className={css['player']} aria-label="Recording">
        <Picture inUse={inUse} session={session} replays={replays} />
        <TimeBar scale={scale} moments={moments} replays={replays} state={state} onSeek={seek} />
        <Controls
          inUse={inUse}
          replays={replays}
          startMs={startMs}
          endMs={endMs}
          hasErrors={moments.some(({ trouble }) => trouble === 'error')}
          onToggle={toggle}
          onNextError={nextError}
        />
      </section>
      <Panel title="What happened" className={css['happened']}>
        <EventList moments={moments} nowMs={nowMs} isPlaying={isPlaying} onSeek={seek} />
      </Panel>
    </div>
  );
}

/** An error is looked at from a little before it. */
const BEFORE_MS = 5000;
